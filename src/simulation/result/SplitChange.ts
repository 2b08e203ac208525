import type { RolloutSplit } from "../../strategies/capacity/RolloutSplit.ts";
import type { StepKind } from "../../strategies/capacity/RolloutStep.ts";

/** What one version has of capacity and traffic, in percent. */
export interface VersionSplit {
  readonly version: string;
  readonly capacityPercent: number;
  readonly trafficPercent: number;
  /** Of all requests, what it gets copies of. */
  readonly mirrorPercent: number;
}

/** The split that was in force from a moment on. */
export interface SplitChange {
  readonly atSeconds: number;
  readonly cause: "start" | StepKind | "step" | "finish" | "terminate";
  readonly planIndex: number | null;
  /** By roles: all versions but the primary count as the canary, whose capacity is that of the newest of them. */
  readonly split: RolloutSplit;
  /** Every version that is there, the primary first; only where the two roles do not tell all: of three versions or more, or copies. */
  readonly shares?: readonly VersionSplit[];
  /** Where no plan tells them: the versions that are the primary and the canary from then on. */
  readonly versions?: { readonly primary: string; readonly canary: string | null };
  /** At a `start`: the version that runs from then on, or starts. Its state begins there. */
  readonly startedVersion?: string;
}

/** The split of the traffic that requests met from a moment on. It is what was commanded, sooner or later. */
export interface TrafficInEffect {
  readonly atSeconds: number;
  /** Before `atSeconds` only while the load balancer lags. */
  readonly commandedAtSeconds: number;
  /** Versions with traffic, in percent, the primary first. */
  readonly shares: readonly { readonly version: string; readonly percent: number }[];
  /** Versions that got copies of so many percent of the requests; left out where none did. */
  readonly mirrors?: readonly { readonly version: string; readonly percent: number }[];
}

/** A fault of the load balancer: what it is told from `fromSeconds` to `toSeconds` (`null`: the end) it obeys later. */
export interface LoadBalancerLag {
  readonly fromSeconds: number;
  readonly toSeconds: number | null;
  readonly delaySeconds: number;
  /**
   * Of the changes of shares that were commanded (0: the split at the start), the first that it delays and the first
   * after it (`null`: none): times alone do not tell which came first at one instant.
   */
  readonly firstChange: number;
  readonly endChange: number | null;
}
