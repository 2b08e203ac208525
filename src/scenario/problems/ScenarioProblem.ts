/** Where something stands in a text; lines and columns count from 1. */
export interface TextPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong (or deprecated) in a scenario, and where. */
export interface ScenarioProblem extends TextPosition {
  /** The key's path, as in `update.config.applications[0].name`; empty for the whole file. */
  readonly keyPath: string;
  /** What was found and what would be right. */
  readonly message: string;
}
