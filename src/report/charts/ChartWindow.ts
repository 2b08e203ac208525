/** The stretch of time that a chart shows. */
export interface ChartWindow {
  readonly startSeconds: number;
  readonly endSeconds: number;
}
