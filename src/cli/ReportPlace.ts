/** A report's folder: `name` below `parent`. */
export interface ReportPlace {
  readonly parent: string;
  /** A single folder's name, as the scenario schema allows it. */
  readonly name: string;
}
