/** A moment that charts mark with a vertical rule. */
export interface TimeMark {
  readonly minute: number;
  /** Empty where the label would cover another one. */
  readonly label: string;
  readonly kind: "step" | "milestone" | "rollback";
  /** How many lines above the plot its label stands. */
  readonly lane: number;
}
