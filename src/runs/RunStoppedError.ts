/** A run that cannot be played to its end: a limit of the scenario was met, or its worker is gone. The message says which. */
export class RunStoppedError extends Error {
  override readonly name = "RunStoppedError";
}
