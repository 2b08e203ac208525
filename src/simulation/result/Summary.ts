import type { PlanOutcome } from "../../strategies/capacity/RolloutPlan.ts";

export type SimulationOutcome =
  /** How the last rollout ended, where no in-place update came after it. */
  | PlanOutcome
  /** No update was made. */
  | "none"
  /** The last update was made in place, and is done. */
  | "updated-in-place"
  /** The last update was made in place, and was given up: its replicas failed to start. */
  | "update-failed"
  /** The last rollout was given up where it stood, by its strategy. */
  | "rollout-failed"
  /** The last deploy started the service, where none ran: it runs. */
  | "started"
  /** The last deploy was to start the service, and was given up: its replicas failed to start. */
  | "start-failed"
  /** The horizon came before the end. */
  | "in-progress"
  | "terminated";

/** Flat figures that `expect:` can name. Times in the unit of the name; `null` where nothing was measured. */
export interface Summary {
  readonly outcome: SimulationOutcome;
  /** From the command of the last update (a deploy, one in place, or a start of the service) to its end, or to the last pause; `null`: not yet. */
  readonly durationMinutes: number | null;
  readonly requests: number;
  readonly succeededRequests: number;
  readonly failedRequests: number;
  /** Failed requests in percent of finished ones. */
  readonly errorPercent: number;
  readonly queueFullRequests: number;
  readonly timeoutRequests: number;
  readonly replicaDiedRequests: number;
  readonly shutdownRequests: number;
  readonly unavailableRequests: number;
  readonly applicationErrorRequests: number;
  /** Requests of which a call inside the application failed. */
  readonly childFailedRequests: number;
  /** Requests lost with an HTTP proxy that died, or sent to one that was dead. */
  readonly proxyDiedRequests: number;
  /** Attempts that their client gave up and closed. */
  readonly clientTimeoutRequests: number;
  readonly meanLatencySeconds: number | null;
  readonly p50LatencySeconds: number | null;
  readonly p90LatencySeconds: number | null;
  readonly p99LatencySeconds: number | null;
  readonly maxLatencySeconds: number | null;
  /** Copies of requests that versions got as well, their answers dropped; no other figure counts them as requests. */
  readonly mirroredRequests: number;
  readonly mirroredFailedRequests: number;
  /** From a copy's arrival to its answer. */
  readonly p99MirroredLatencySeconds: number | null;
  /** What clients want done, however many attempts it takes; `requests` counts the attempts. */
  readonly clientRequests: number;
  readonly clientSucceededRequests: number;
  readonly clientFailedRequests: number;
  /** Client requests that failed for good, in percent of those with a final answer. */
  readonly clientErrorPercent: number;
  readonly retries: number;
  /** Retries that a retry budget did not allow. */
  readonly retriesDenied: number;
  /** From the first attempt to the final answer, of client requests that succeeded. */
  readonly meanClientLatencySeconds: number | null;
  readonly p50ClientLatencySeconds: number | null;
  readonly p90ClientLatencySeconds: number | null;
  readonly p99ClientLatencySeconds: number | null;
  readonly maxClientLatencySeconds: number | null;
  /** Time to first token and mean time between tokens of the answers of language models; `null` where there was none. */
  readonly p50FirstTokenSeconds: number | null;
  readonly p90FirstTokenSeconds: number | null;
  readonly p99FirstTokenSeconds: number | null;
  readonly p50TokenGapSeconds: number | null;
  readonly p90TokenGapSeconds: number | null;
  readonly p99TokenGapSeconds: number | null;
  /** Longest queue over all routers of both versions, requests. */
  readonly peakQueuedRequests: number;
  /** Most GPUs held by replicas (starting, running, draining) at once, both versions. */
  readonly peakGpus: number;
  /** Most GPUs on nodes that were up or booting at once, used or idle: what is paid for. */
  readonly peakNodeGpus: number;
  readonly peakNodes: number;
  readonly peakReplicas: number;
  /** Most replicas of one deployment held at once relative to its full number, in percent beyond it. */
  readonly peakSurgePercent: number;
  readonly gpuHours: number;
  readonly nodeHours: number;
  readonly costDollars: number;
  /**
   * Seconds for which a version's traffic share exceeded its capacity: from an automatic rollback until as many replicas of
   * every primary deployment run as its configured minimum (or until the end). 0 without an automatic rollback.
   */
  readonly trafficBeyondCapacitySeconds: number;
  /** Seconds for which the traffic split in effect was not the one commanded: the load balancer lagged. */
  readonly trafficBehindSeconds: number;
  readonly rollbacks: number;
  /** Commands that the service refused: nothing came of them, and `commands` in the result says why. */
  readonly refusedCommands: number;
  /** Models that replicas loaded, where deployments multiplex models. */
  readonly modelLoads: number;
  readonly replicasStarted: number;
  readonly replicasCrashed: number;
  readonly proxiesDied: number;
  readonly nodesStarted: number;
  /** Nodes that replica compaction emptied. */
  readonly compactedNodes: number;
}
