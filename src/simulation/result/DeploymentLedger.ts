import type { FailureReason } from "../../serve/path/failureReasons.ts";
import type { LatencySummary } from "./LatencySummary.ts";

/** What arrived at one deployment of one version: requests from outside, and calls from other deployments. */
export interface DeploymentLedger {
  readonly version: string;
  readonly deployment: string;
  /** `arrived = succeeded + sum(failed) + inSystem`, calls included. */
  readonly arrived: number;
  /** Calls among them. */
  readonly called: number;
  /** Copies of requests among them. */
  readonly mirrored: number;
  readonly succeeded: number;
  readonly failed: Readonly<Record<FailureReason, number>>;
  readonly inSystem: number;
  /** As found one by one at the router and its replicas. */
  readonly countedInSystem: number;
  /** Most that waited at its router at once (where proxies are modelled: at one of its routers). */
  readonly peakQueuedRequests: number;
  /** From arrival at this deployment to its answer; `null` where it was never one of several. */
  readonly latency: LatencySummary | null;
  /** Mean number of requests in a batch (of a language model: in a step); `null` where there was no batch. */
  readonly meanBatchSize: number | null;
  /** Models that its replicas loaded. */
  readonly modelLoads: number;
}

/** Calls from one deployment to another. */
export interface CallLedger {
  /** Made, those that found no deployment included. */
  readonly calls: number;
  /** Least time from a request's start to a call of its own, and from a call's answer to the request's: never negative. */
  readonly smallestBeforeSeconds: number | null;
  readonly smallestAfterSeconds: number | null;
}

/** A stretch of time in which a router had a waiting request and a replica with a free slot: must be empty. */
export interface IdleWhileWaiting {
  readonly version: string;
  readonly deployment: string;
  readonly seconds: number;
  readonly moments: number;
}
