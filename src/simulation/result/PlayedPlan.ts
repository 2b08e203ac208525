import type { RolloutPlan } from "../../rollout/RolloutPlan.ts";

/** A plan that the simulation followed, from a moment on. */
export interface PlayedPlan {
  readonly atSeconds: number;
  readonly cause: "deploy" | "command" | "manual-rollback" | "automatic-rollback";
  /** Why, in words: the command, or what failed. */
  readonly reason: string;
  /** Under manual control nothing rolls back by itself and no timeout runs. */
  readonly control: "automatic" | "manual";
  /** From the deploy (or, for a rollback, from its start); `null` under manual control. */
  readonly timeoutSeconds: number | null;
  readonly plan: RolloutPlan;
  /** The versions between which it moves traffic: their `VersionHistory.id`. */
  readonly primaryVersion: string;
  readonly canaryVersion: string;
  /** The split that it stops at under manual control; `null`: automatic, or a rollback. */
  readonly canaryPercent: number | null;
}
