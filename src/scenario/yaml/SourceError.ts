/** A file that a scenario names and that cannot be read; the message says why, for people. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}
