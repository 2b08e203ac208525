/** How text for a terminal is laid out. */
export interface TerminalOptions {
  /** Columns of the terminal: a whole number, at least 40. No line is longer. */
  readonly widthColumns: number;
  /** Whether to write escape codes for colours. */
  readonly color: boolean;
}
