/** What an operator does to a plan that is being followed. */
export type PlannerCommand =
  | {
      readonly kind: "canary-percent";
      /** How many steps of the plan before it have been done by then; beyond its end: all. */
      readonly afterSteps: number;
      readonly canaryPercent: number;
      readonly maxSurgePercent: number;
    }
  | {
      readonly kind: "rollback";
      readonly afterSteps: number;
      /** `null`: the automatic one, all at once. */
      readonly maxSurgePercent: number | null;
    };
