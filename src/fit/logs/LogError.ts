/** A log that cannot be read: where in its text, and what is wrong, for people. Lines and columns count from 1. */
export class LogError extends Error {
  override readonly name = "LogError";
  readonly line: number;
  readonly column: number;
  readonly problem: string;

  constructor(line: number, column: number, problem: string) {
    super(`${line}:${column}: ${problem}`);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}
