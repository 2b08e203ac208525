import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Summary } from "../../simulation/result/Summary.ts";
import { describeFailures } from "../text/describeFailures.ts";
import { describeOutcome } from "../text/describeOutcome.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { formatPercent } from "../text/formatPercent.ts";
import type { KeyFigure } from "./KeyFigure.ts";

/** The figures of a run that matter, in the order in which a reader asks for them. */
export function keyFigures(result: Pick<SimulationResult, "summary" | "waitedFor">): readonly KeyFigure[] {
  const { summary } = result;
  const beyond = summary.trafficBeyondCapacitySeconds;
  return [
    { label: "outcome", value: describeOutcome(result), detail: count(summary.rollbacks, "rollback") },
    {
      label: "requests",
      value: formatNumber(summary.requests),
      detail: `${formatNumber(summary.succeededRequests)} succeeded`,
    },
    ...clientFigures(summary),
    ...mirroredFigures(summary),
    { label: "errors", value: formatPercent(summary.errorPercent), detail: failureDetail(summary) },
    {
      label: "latency p99",
      value: formatLatency(summary.p99LatencySeconds),
      detail: `p50 ${formatLatency(summary.p50LatencySeconds)}, p90 ${formatLatency(summary.p90LatencySeconds)}, max ${formatLatency(summary.maxLatencySeconds)}`,
    },
    ...tokenFigures(summary),
    ...(summary.modelLoads > 0
      ? [
          {
            label: "models loaded",
            value: formatNumber(summary.modelLoads),
            detail: "by replicas that hold some of many",
          },
        ]
      : []),
    {
      label: "peak GPUs held",
      value: formatNumber(summary.peakGpus),
      detail: `${formatNumber(summary.peakNodeGpus)} on ${count(summary.peakNodes, "node")} at the peak`,
    },
    {
      label: "peak surge",
      value: formatPercent(summary.peakSurgePercent),
      detail: `${count(summary.peakReplicas, "replica")} at the peak, ${formatNumber(summary.replicasStarted)} started, ${formatNumber(summary.replicasCrashed)} crashed`,
    },
    ...(summary.proxiesDied > 0
      ? [
          {
            label: "proxies died",
            value: formatNumber(summary.proxiesDied),
            detail: `${count(summary.proxyDiedRequests, "request")} lost with them, or sent to them later`,
          },
        ]
      : []),
    {
      label: "longest queue",
      value: formatNumber(summary.peakQueuedRequests),
      detail: "requests waiting at routers at once",
    },
    {
      label: "cost",
      value: `$${summary.costDollars.toFixed(2)}`,
      detail: `${formatNumber(summary.gpuHours)} GPU hours, ${formatNumber(summary.nodeHours)} node hours`,
    },
    ...compactionFigures(summary),
    ...(beyond > 0
      ? [
          {
            label: "beyond capacity",
            value: formatDuration(beyond),
            detail: "traffic on a version above its capacity",
          },
        ]
      : []),
  ];
}

/** Clients who try again see something else than the service: then both are shown. */
function clientFigures(summary: Summary): readonly KeyFigure[] {
  const { retries, retriesDenied, clientRequests, clientFailedRequests } = summary;
  if (retries === 0 && retriesDenied === 0) return [];
  return [
    {
      label: "client requests",
      value: formatNumber(clientRequests),
      detail:
        `${formatPercent(summary.clientErrorPercent)} failed for good (${formatNumber(clientFailedRequests)}), ` +
        `p99 ${formatLatency(summary.p99ClientLatencySeconds)} from the first attempt; ` +
        `${formatNumber(retries)} retries, ${formatNumber(retriesDenied)} denied by a budget`,
    },
  ];
}

/** Only where versions got copies of requests. */
function mirroredFigures(summary: Summary): readonly KeyFigure[] {
  const { mirroredRequests, mirroredFailedRequests } = summary;
  if (mirroredRequests === 0) return [];
  return [
    {
      label: "copies of requests",
      value: formatNumber(mirroredRequests),
      detail:
        `sent to versions whose answers nobody reads, ${formatNumber(mirroredFailedRequests)} failed; ` +
        `p99 ${formatLatency(summary.p99MirroredLatencySeconds)}`,
    },
  ];
}

/** Only where language models answered. */
function tokenFigures(summary: Summary): readonly KeyFigure[] {
  if (summary.p99FirstTokenSeconds === null) return [];
  return [
    {
      label: "first token p99",
      value: formatLatency(summary.p99FirstTokenSeconds),
      detail: `time to first token: p50 ${formatLatency(summary.p50FirstTokenSeconds)}, p90 ${formatLatency(summary.p90FirstTokenSeconds)}`,
    },
    {
      label: "token gap p99",
      value: formatLatency(summary.p99TokenGapSeconds),
      detail: `mean time between tokens of an answer: p50 ${formatLatency(summary.p50TokenGapSeconds)}, p90 ${formatLatency(summary.p90TokenGapSeconds)}`,
    },
  ];
}

/** Only where replicas were moved to save nodes. */
function compactionFigures({ compactedNodes }: Summary): readonly KeyFigure[] {
  if (compactedNodes === 0) return [];
  return [
    {
      label: "nodes compacted",
      value: formatNumber(compactedNodes),
      detail: "emptied by moving their replicas to others, and released",
    },
  ];
}

function count(amount: number, noun: string): string {
  return `${formatNumber(amount)} ${noun}${amount === 1 ? "" : "s"}`;
}

function failureDetail(summary: Summary): string {
  const reasons = describeFailures({
    "queue-full": summary.queueFullRequests,
    timeout: summary.timeoutRequests,
    "replica-died": summary.replicaDiedRequests,
    shutdown: summary.shutdownRequests,
    unavailable: summary.unavailableRequests,
    "application-error": summary.applicationErrorRequests,
    "child-failed": summary.childFailedRequests,
    "client-timeout": summary.clientTimeoutRequests,
    "caller-gone": 0,
    "proxy-died": summary.proxyDiedRequests,
  });
  const failed = `${formatNumber(summary.failedRequests)} failed`;
  return reasons === "" ? failed : `${failed}: ${reasons}`;
}
