import type { Rounding } from "./capacity/Rounding.ts";
import type { FollowedPlan } from "./FollowedPlan.ts";
import type { VersionId } from "./VersionId.ts";

/** What a strategy wants done, in order. */
export type StrategyAction =
  /**
   * From now on this plan is followed; its first step, `start`, begins. A paused rollout goes on. `breaksBounds`: everything goes back at this instant, so that from now on no surge binds, and traffic is beyond capacity until the
   * primary is whole.
   */
  | { readonly kind: "begin-plan"; readonly plan: FollowedPlan; readonly breaksBounds?: true }
  /** Names what follows, for tables and charts; `stepIndex`: which step of the plan that is followed. */
  | { readonly kind: "begin-step"; readonly name: string; readonly stepIndex?: number }
  /** The version comes to be: a cluster of its own with a head and no replicas, or its part of the shared cluster. */
  | { readonly kind: "start-version"; readonly version: VersionId }
  /** Of the configured replicas of all its deployments, 0 to 100; `rounding` to whole replicas: up, where it is left out. */
  | {
      readonly kind: "set-capacity";
      readonly version: VersionId;
      readonly capacityPercent: number;
      readonly rounding?: Rounding;
    }
  /** Of one deployment. When the number falls, the replicas that are not ready stop first. */
  | {
      readonly kind: "set-replicas";
      readonly version: VersionId;
      readonly deployment: string;
      readonly replicas: number;
    }
  /**
   * Of all requests to an endpoint (`null`: to the service), shares of their sum. A version that is not named gets none.
   * No weights at all: the endpoint is gone, and its requests are refused.
   */
  | {
      readonly kind: "set-weights";
      readonly endpoint: string | null;
      readonly weights: ReadonlyMap<VersionId, number>;
    }
  /** A share of the requests (0 to 1) is sent to this version as well, and its answers are dropped. 0 ends it. */
  | {
      readonly kind: "mirror";
      readonly endpoint: string | null;
      readonly version: VersionId;
      readonly fraction: number;
    }
  /** The version is given up: it drains, or it stops at once, and then gives back what it held. */
  | { readonly kind: "end-version"; readonly version: VersionId; readonly manner: "drained" | "at-once" }
  /** Says something about the rollout for people, as a system does in its status, and changes nothing. */
  | {
      readonly kind: "report";
      readonly condition: string;
      readonly message: string;
      /** Something is wrong, and it stands where people look first. Left out: it is of interest only. */
      readonly isTrouble?: true;
    }
  /** The rollout waits for a command. */
  | { readonly kind: "pause"; readonly reason: string }
  /**
   * What the rollout came to. A strategy may have work left: it is still asked at `reviewAtSeconds`, and a later command
   * may begin a new rollout.
   */
  | { readonly kind: "end"; readonly outcome: StrategyOutcome; readonly reason: string };

/** `rolled-back`: an earlier version serves again. `failed`: the rollout was given up where it stood. */
export type StrategyOutcome = "completed" | "rolled-back" | "failed";
