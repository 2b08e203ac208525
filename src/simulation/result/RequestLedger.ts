import { type FailureReason, failureReasons } from "../../serve/path/failureReasons.ts";
import type { LatencyByVersion } from "./LatencySummary.ts";

// Passed on, for laws and reports read results and may not import the request path.
export { type FailureReason, failureReasons };

/** Where every request went. `arrived = succeeded + sum(failed) + inSystem`. Counts. */
export interface RequestCounts {
  readonly arrived: number;
  readonly succeeded: number;
  readonly failed: Readonly<Record<FailureReason, number>>;
  /** Waiting or being served when the simulation stopped. */
  readonly inSystem: number;
}

/** What became of copies that were sent to versions whose answers nobody reads. */
export interface MirrorLedger {
  readonly total: RequestCounts;
  /** Versions that got copies; the others are left out. */
  readonly byVersion: Readonly<Record<string, RequestCounts>>;
  /** Copies found at routers and replicas when the simulation stopped, one by one. */
  readonly countedInSystem: number;
  /** From a copy's arrival to its answer. */
  readonly latency: LatencyByVersion;
}

/** Where every request went: the balance that `requests-conserved` checks. */
export interface RequestLedger {
  readonly total: RequestCounts;
  readonly byVersion: Readonly<Record<string, RequestCounts>>;
  /** Smallest start − arrival and finish − start over all requests: never negative. `null` where none started or finished. */
  readonly smallestWaitSeconds: number | null;
  readonly smallestServiceSeconds: number | null;
  /** Copies of requests, which are in no other count here. */
  readonly mirrored: MirrorLedger;
  /**
   * Requests found waiting at routers and being served by replicas when the simulation stopped: counted one by one from
   * those routers and replicas, not worked out from the counts above, so that `total.inSystem` can be held against it.
   */
  readonly countedInSystem: number;
  /** How often a router with requests was looked at for `idleWhileWaiting`; 0 only where no request arrived. */
  readonly routerLooks: number;
}
