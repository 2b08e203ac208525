/** A column of a table on a terminal. */
export interface TextColumn {
  /** One or two lines. */
  readonly header: string;
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  /** Where the width is short, columns with larger numbers go first; 0 always stays, and from 10 on nobody is told. */
  readonly dropOrder: number;
}
