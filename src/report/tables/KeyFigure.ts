/** A figure that a reader looks for first. */
export interface KeyFigure {
  readonly label: string;
  /** Of several runs the median. */
  readonly value: string;
  /** Where four of five runs lie; empty where there is only one run. */
  readonly band: string;
  /** What stands behind it; may be empty. */
  readonly detail: string;
}
