/** A file of a report: where it goes below the report's folder (with `/`), and its text. */
export interface ReportFile {
  readonly path: string;
  readonly content: string;
}
