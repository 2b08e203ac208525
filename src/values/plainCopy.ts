/** A map's own keys and values, read once, without those that are `undefined`; `null`: it is none, or cannot be read. */
export function plainCopy(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  try {
    return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
  } catch {
    // A getter of the caller's that throws.
    return null;
  }
}
