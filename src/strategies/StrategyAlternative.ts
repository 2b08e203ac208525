/** The same rollout with other options: what one may turn where it does not fit. */
export interface StrategyAlternative<Options> {
  /** `surge`: both versions together may hold another amount; `manual`: people say when it goes on, and no time runs out. */
  readonly kind: "surge" | "manual";
  /** How much both versions together may hold beyond one, in the unit of the option; larger is more. */
  readonly amount: number;
  readonly options: Options;
  /** The setting or the commands to paste, a line each. */
  readonly settings: readonly string[];
}
