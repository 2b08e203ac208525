import type { FollowedPlan } from "../../strategies/FollowedPlan.ts";

/** A plan that the simulation followed, from a moment on. */
export interface PlayedPlan extends FollowedPlan {
  readonly atSeconds: number;
  /** The versions between which it moves traffic: their `VersionHistory.id`. */
  readonly primaryVersion: string;
  readonly canaryVersion: string;
}
