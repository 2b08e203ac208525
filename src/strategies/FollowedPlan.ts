import type { RolloutPlan } from "./capacity/RolloutPlan.ts";

/** A plan made in advance that a rollout follows from a moment on, and what it follows it for: evidence that some strategies have. */
export interface FollowedPlan {
  readonly cause: "deploy" | "command" | "manual-rollback" | "automatic-rollback";
  /** Why, in words: the command, or what failed. */
  readonly reason: string;
  /** Under manual control nothing rolls back by itself and no timeout runs. */
  readonly control: "automatic" | "manual";
  /** From the deploy (or, for a rollback, from its start); `null` under manual control. */
  readonly timeoutSeconds: number | null;
  readonly plan: RolloutPlan;
  /** The split that it stops at under manual control; `null`: automatic, or a rollback. */
  readonly canaryPercent: number | null;
}
