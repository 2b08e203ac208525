/** Mean times over requests, as those measured. */
export interface PointTimes {
  readonly firstTokenMs: number;
  readonly tokenGapMs: number;
}
