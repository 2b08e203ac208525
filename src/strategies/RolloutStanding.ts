/** What people see of a rollout that is under way or paused. */
export interface RolloutStanding {
  /** It goes back to the version that ran before. */
  readonly isRollingBack: boolean;
  readonly control: "automatic" | "manual";
  /** Of all requests, what the new version is to have in the end, 0 to 100. */
  readonly targetPercent: number;
}
