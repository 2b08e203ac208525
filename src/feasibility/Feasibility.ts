import type { NodeLack } from "../cluster/nodes/NodeWaits.ts";
import type { RolloutNeeds } from "./RolloutNeeds.ts";
import type { Repair } from "./repairs/Repair.ts";

/**
 * Whether the update of a scenario can ever be done, as far as machines and time go: requests and faults play no part.
 * Plain data: JSON in, the same JSON out.
 */
export type Feasibility =
  /** Nothing is updated. */
  | { readonly verdict: "no-update" }
  | {
      readonly verdict: "finishes";
      /** Without requests, at the median of all times. */
      readonly durationSeconds: number;
      readonly reliesOn: readonly Reliance[];
      readonly needs: RolloutNeeds;
    }
  | {
      readonly verdict: "never-finishes";
      readonly shortage: Shortage;
      /** `null`: none was looked for. */
      readonly repairs: readonly Repair[] | null;
      readonly needs: RolloutNeeds;
    }
  | {
      readonly verdict: "depends";
      readonly on: readonly Dependence[];
      /** Whether it finishes with the pools as they are written, spot machines to be had, at the least load and at the median of all times. */
      readonly finishesAsWritten: boolean;
      /** What is lacked where it does not finish. */
      readonly shortage: Shortage;
      readonly repairs: readonly Repair[] | null;
      readonly needs: RolloutNeeds;
    };

/** What an update waits for in vain, and where. */
export interface Shortage {
  /** The step in which it waits, in words such as `step 1 (scale up)`. */
  readonly step: string;
  /** Of the plan that it follows; `null`: it follows none. */
  readonly stepIndex: number | null;
  /** The version whose replicas wait: `v1` runs at the start. */
  readonly version: string;
  /** Those of which replicas wait, with how many. */
  readonly deployments: readonly { readonly deployment: string; readonly missingReplicas: number }[];
  readonly cause: ShortageCause;
  /**
   * What the update needs of what is lacked, in nodes: the least with which it finishes, everything else being as it is. `null`: no
   * number would do, or none was looked for.
   */
  readonly neededNodes: number | null;
  /** What there is of it, in nodes; `null`: it is not counted in nodes. */
  readonly availableNodes: number | null;
  /** One sentence. */
  readonly message: string;
}

export type ShortageCause =
  | NodeLack
  /** There are machines enough, but the time that the strategy allows is over before. */
  | { readonly kind: "time" }
  /** The service refuses the update. */
  | { readonly kind: "refused" }
  /** It waits for something else: replicas that are not ready, or a strategy that never moves. */
  | { readonly kind: "no-progress" };

/** What decides whether the update finishes. */
export type Dependence =
  /** It finishes with this size of the pool and not with the one before (`finishesWithIt`), or the other way round. */
  | {
      readonly kind: "pool-change";
      readonly pool: string;
      readonly atSeconds: number;
      readonly maxNodes: number;
      readonly finishesWithIt: boolean;
    }
  /**
   * It finishes while these run at their least, and not while they run at their most (`finishesAtLeast`); or it does not while they run
   * at their least and stay where they are, and replicas that come and go may leave other room.
   */
  | {
      readonly kind: "autoscaling";
      readonly deployments: readonly string[];
      readonly finishesAtLeast: boolean;
    }
  /** It finishes only where the cloud has spot machines for these worker groups. */
  | { readonly kind: "spot"; readonly workerGroups: readonly string[] }
  /** It finishes or not, by the order in which machines come up: replicas then lie on other machines and leave other room. */
  | { readonly kind: "order" }
  /** It finishes in time or not, by how long machines take to boot, replicas to start and requests to end. */
  | { readonly kind: "time" };

/** What has to happen for the update to finish, and does by itself. */
export interface Reliance {
  readonly kind: "idle-release";
  /** Whose empty nodes go back to their pool. */
  readonly workerGroups: readonly string[];
  readonly idleSeconds: number;
}
