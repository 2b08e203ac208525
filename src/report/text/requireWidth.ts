/** Refuses widths that the tables are not made for. */
export function requireWidth(widthColumns: number): void {
  if (!Number.isInteger(widthColumns) || widthColumns < 40) {
    throw new RangeError(`A terminal of ${widthColumns} columns: expected a whole number of at least 40.`);
  }
}
