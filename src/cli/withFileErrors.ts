import { InputError } from "./InputError.ts";

/** Does work on files; what the system refuses becomes an InputError that says what could not be done. */
export function withFileErrors<Value>(what: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    // Errors of the system carry a code; others are defects and stay as they are.
    if (error instanceof Error && "code" in error) throw new InputError(`${what}: ${error.message}`);
    throw error;
  }
}
