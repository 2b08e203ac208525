import type { StepKind } from "../../strategies/capacity/RolloutStep.ts";

/** Replicas of one version by state, counts. */
export interface ReplicaStateCounts {
  /** Waiting for a node. */
  readonly requested: number;
  readonly starting: number;
  readonly running: number;
  readonly draining: number;
}

/** One version in a step as it was played. */
export interface PlayedVersion {
  readonly capacityPercent: number;
  readonly trafficPercent: number;
  /** At the end of the step. */
  readonly replicas: ReplicaStateCounts;
  readonly requests: number;
  readonly errors: number;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** One of all the versions that there were in a step. */
export interface PlayedShare extends PlayedVersion {
  /** `VersionHistory.id`. */
  readonly version: string;
  /** Of all requests, what it gets copies of, at the end of the step. */
  readonly mirrorPercent: number;
}

/**
 * A step of a plan, a step of a strategy that decides as it goes (`step`), an in-place update from its command until it is done, the start of a service where none ran, or the time before
 * and after these.
 */
export type PlayedStepKind = StepKind | "step" | "in-place" | "service-start" | "before" | "after";

/**
 * A stretch of time in which one thing was done: a step of a plan, an in-place update, or nothing. The steps cover the
 * time from 0 s to the end without gaps, in order. A plan begins with its `start`, which lasts only where something has
 * to be waited for (say, replicas that drain since before a command); a paused rollout stays in its last step.
 */
export interface PlayedStep {
  /** Which plan (index into `plans`), and which step of it; both `null` outside plans (before, in-place, after). */
  readonly planIndex: number | null;
  readonly stepIndex: number | null;
  readonly kind: PlayedStepKind;
  /** What a `step` does, in the words of its strategy; only there. */
  readonly name?: string;
  readonly startSeconds: number;
  /** When the next one began; of the last one, when the simulation stopped. */
  readonly endSeconds: number;
  /** Capacity and traffic as they were at the end of the step, by roles: all versions but the primary count as the canary. */
  readonly canary: PlayedVersion;
  readonly primary: PlayedVersion;
  /** Every version that holds something at the end of the step, or had requests in it; in the order of their making. */
  readonly versions: readonly PlayedShare[];
  /** Most GPUs held by replicas during the step. */
  readonly gpusHeld: number;
  /** Most requests that waited at routers at once during the step, all versions. */
  readonly peakQueuedRequests: number;
  /** Requests that arrived during the step, and those that failed, all versions; latencies of those answered. */
  readonly requests: number;
  readonly errors: number;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}
