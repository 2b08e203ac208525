/** A trace file that cannot be read: where, and what would be right. Lines and columns count from 1. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly line: number;
  readonly column: number;
  /** `message` without its place, for callers that print the place themselves. */
  readonly problem: string;

  constructor(line: number, column: number, problem: string) {
    super(`${line}:${column}: ${problem}`);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}
