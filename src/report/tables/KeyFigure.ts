/** A figure that a reader looks for first. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  /** What stands behind it; may be empty. */
  readonly detail: string;
}
