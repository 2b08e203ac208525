/** What a step waited for. */
export type WaitCause =
  /** The head node of a new cluster boots. */
  | { readonly kind: "head-node"; readonly version: string }
  /**
   * A node was asked for and could not be had. `pool`: `null` where the group has none. `replicasWaiting`: most replicas of the version
   * that had no place at once.
   * `what`: what was lacked, in words that follow "for"; left out where nobody knows. `releasedNode`: the one that had to go first.
   */
  | {
      readonly kind: "pool";
      readonly version: string;
      readonly workerGroup: string;
      readonly pool: string | null;
      readonly replicasWaiting: number;
      readonly what?: string;
      readonly releasedNode?: ReleasedNode;
    }
  /** A node boots. */
  | { readonly kind: "node-boot"; readonly version: string; readonly workerGroup: string }
  /** There was no room on the nodes that were there, and none was asked for; `what`: what was lacked, in words that follow "for". */
  | { readonly kind: "room"; readonly version: string; readonly deployment: string; readonly what?: string }
  /** A replica is constructed, its model loads. */
  | { readonly kind: "start-up"; readonly version: string; readonly deployment: string }
  /** A replica did not start, so that another one had to. */
  | { readonly kind: "failed-start"; readonly version: string; readonly deployment: string }
  /** Replicas that stop finish their requests; `wasKilled`: one had not finished by the end of its grace period. */
  | {
      readonly kind: "drain";
      readonly version: string;
      readonly deployment: string;
      readonly wasKilled: boolean;
    }
  /** The rollout was paused: a command was waited for. */
  | { readonly kind: "command" }
  /** Nothing was under way: the rollout keeps to its own pace, by an interval, a hold or the next look of its controller. */
  | { readonly kind: "pace" };

/** A node whose release gave its place in a pool to the one that was waited for. */
export interface ReleasedNode {
  readonly version: string;
  /** Since when it had no replica on it; `null`: it had one to the end. */
  readonly idleSinceSeconds: number | null;
}

/** One stretch of the critical path of a step. */
export interface StepWait {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly cause: WaitCause;
}
