/** The same rollout with other options: what one may turn where it does not fit. */
export interface StrategyAlternative<Options> {
  /**
   * `surge`: both versions together may hold another amount; `manual`: people say when it goes on, and no time runs out; `give-way`:
   * replicas of the old version stop before new ones start.
   */
  readonly kind: "surge" | "manual" | "give-way";
  /**
   * How much both versions together may hold beyond one, in the unit of the option; larger is more. Of `give-way`: how much stops at a
   * time, the gentlest first.
   */
  readonly amount: number;
  readonly options: Options;
  /** The setting or the commands to paste, a line each. */
  readonly settings: readonly string[];
}
