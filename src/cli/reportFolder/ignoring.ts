/** What work on files gives; `null` where the system refuses it with one of the codes. */
export function ignoring<Value>(codes: readonly string[], work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && "code" in error && codes.includes(String(error.code))) return null;
    throw error;
  }
}
