import type { FigureName } from "../../runs/FigureRange.ts";
import { isSingle, type RunSet } from "../../runs/RunSet.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Summary } from "../../simulation/result/Summary.ts";
import { describeBand } from "../text/describeBand.ts";
import { describeFailures } from "../text/describeFailures.ts";
import { describeOutcome } from "../text/describeOutcome.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { formatPercent } from "../text/formatPercent.ts";
import type { KeyFigure } from "./KeyFigure.ts";

/**
 * The figures of a run that matter, in the order in which a reader asks for them. Of several runs their medians, each with the band that
 * holds four runs of five.
 */
export function keyFigures(
  result: Pick<SimulationResult, "summary" | "waitedFor">,
  runs?: RunSet,
): readonly KeyFigure[] {
  const isOne = runs === undefined || isSingle(runs);
  const summary = isOne ? result.summary : medianSummary(result.summary, runs);
  const bandOf = (name: FigureName, format: (value: number) => string): string =>
    isOne ? "" : describeBand(runs.ranges[name], format);
  return figuresOf({ ...result, summary }, bandOf, isOne ? [] : describeOutcomes(runs));
}

type BandOf = (name: FigureName, format: (value: number) => string) => string;

function figuresOf(
  result: Pick<SimulationResult, "summary" | "waitedFor">,
  bandOf: BandOf,
  outcomes: readonly string[],
): readonly KeyFigure[] {
  const { summary } = result;
  const beyond = summary.trafficBeyondCapacitySeconds;
  return [
    {
      label: "outcome",
      value: describeOutcome(result),
      band: bandOf("durationMinutes", (minutes) => formatDuration(60 * minutes)),
      detail: [...outcomes, count(summary.rollbacks, "rollback")].join(", "),
    },
    {
      label: "requests",
      value: formatNumber(summary.requests),
      band: bandOf("requests", formatCount),
      detail: `${formatNumber(summary.succeededRequests)} succeeded`,
    },
    ...clientFigures(summary, bandOf),
    ...mirroredFigures(summary, bandOf),
    {
      label: "errors",
      value: formatPercent(summary.errorPercent),
      band: bandOf("errorPercent", formatPercent),
      detail: failureDetail(summary),
    },
    {
      label: "latency p99",
      value: formatLatency(summary.p99LatencySeconds),
      band: bandOf("p99LatencySeconds", formatLatency),
      detail: `p50 ${formatLatency(summary.p50LatencySeconds)}, p90 ${formatLatency(summary.p90LatencySeconds)}, max ${formatLatency(summary.maxLatencySeconds)}`,
    },
    ...tokenFigures(summary, bandOf),
    ...(summary.modelLoads > 0
      ? [
          {
            label: "models loaded",
            value: formatNumber(summary.modelLoads),
            band: bandOf("modelLoads", formatCount),
            detail: "by replicas that hold some of many",
          },
        ]
      : []),
    {
      label: "peak GPUs held",
      value: formatNumber(summary.peakGpus),
      band: bandOf("peakGpus", formatCount),
      detail: `${formatNumber(summary.peakNodeGpus)} on ${count(summary.peakNodes, "node")} at the peak`,
    },
    {
      label: "peak surge",
      value: formatPercent(summary.peakSurgePercent),
      band: bandOf("peakSurgePercent", formatPercent),
      detail: `${count(summary.peakReplicas, "replica")} at the peak, ${formatNumber(summary.replicasStarted)} started, ${formatNumber(summary.replicasCrashed)} crashed`,
    },
    ...(summary.proxiesDied > 0
      ? [
          {
            label: "proxies died",
            value: formatNumber(summary.proxiesDied),
            band: bandOf("proxiesDied", formatCount),
            detail: `${count(summary.proxyDiedRequests, "request")} lost with them, or sent to them later`,
          },
        ]
      : []),
    {
      label: "longest queue",
      value: formatNumber(summary.peakQueuedRequests),
      band: bandOf("peakQueuedRequests", formatCount),
      detail: "requests waiting at routers at once",
    },
    {
      label: "cost",
      value: formatDollars(summary.costDollars),
      band: bandOf("costDollars", formatDollars),
      detail: `${formatNumber(summary.gpuHours)} GPU hours, ${formatNumber(summary.nodeHours)} node hours`,
    },
    ...compactionFigures(summary, bandOf),
    ...(beyond > 0
      ? [
          {
            label: "beyond capacity",
            value: formatDuration(beyond),
            band: bandOf("trafficBeyondCapacitySeconds", formatDuration),
            detail: "traffic on a version above its capacity",
          },
        ]
      : []),
  ];
}

/** All figures at their medians; what a run did, and what it waited for, is that of the run that is shown. */
function medianSummary(shown: Summary, { ranges }: RunSet): Summary {
  const medians = Object.entries(ranges).map(([name, { median }]) => [name, median]);
  return { ...shown, ...Object.fromEntries(medians), refusedCommands: shown.refusedCommands };
}

/** How the runs ended, where they did not all end alike. */
function describeOutcomes({ outcomes, seeds }: RunSet): readonly string[] {
  const all = Object.entries(outcomes);
  if (all.length === 1) return [];
  return all.map(([outcome, runs]) => `${outcome} in ${runs} of ${seeds.length} runs`);
}

/** Between two runs with 4 and 5 nobody has 4.2. */
function formatCount(amount: number): string {
  return formatNumber(amount, 0);
}

function formatDollars(dollars: number): string {
  return `$${dollars.toFixed(2)}`;
}

/** Clients who try again see something else than the service: then both are shown. */
function clientFigures(summary: Summary, bandOf: BandOf): readonly KeyFigure[] {
  const { retries, retriesDenied, clientRequests, clientFailedRequests } = summary;
  if (retries === 0 && retriesDenied === 0) return [];
  return [
    {
      label: "client requests",
      value: formatNumber(clientRequests),
      band: bandOf("clientRequests", formatCount),
      detail:
        `${formatPercent(summary.clientErrorPercent)} failed for good (${formatNumber(clientFailedRequests)}), ` +
        `p99 ${formatLatency(summary.p99ClientLatencySeconds)} from the first attempt; ` +
        `${formatNumber(retries)} retries, ${formatNumber(retriesDenied)} denied by a budget`,
    },
  ];
}

/** Only where versions got copies of requests. */
function mirroredFigures(summary: Summary, bandOf: BandOf): readonly KeyFigure[] {
  const { mirroredRequests, mirroredFailedRequests } = summary;
  if (mirroredRequests === 0) return [];
  return [
    {
      label: "copies of requests",
      value: formatNumber(mirroredRequests),
      band: bandOf("mirroredRequests", formatCount),
      detail:
        `sent to versions whose answers nobody reads, ${formatNumber(mirroredFailedRequests)} failed; ` +
        `p99 ${formatLatency(summary.p99MirroredLatencySeconds)}`,
    },
  ];
}

/** Only where language models answered. */
function tokenFigures(summary: Summary, bandOf: BandOf): readonly KeyFigure[] {
  if (summary.p99FirstTokenSeconds === null) return [];
  return [
    {
      label: "first token p99",
      value: formatLatency(summary.p99FirstTokenSeconds),
      band: bandOf("p99FirstTokenSeconds", formatLatency),
      detail: `time to first token: p50 ${formatLatency(summary.p50FirstTokenSeconds)}, p90 ${formatLatency(summary.p90FirstTokenSeconds)}`,
    },
    {
      label: "token gap p99",
      value: formatLatency(summary.p99TokenGapSeconds),
      band: bandOf("p99TokenGapSeconds", formatLatency),
      detail: `mean time between tokens of an answer: p50 ${formatLatency(summary.p50TokenGapSeconds)}, p90 ${formatLatency(summary.p90TokenGapSeconds)}`,
    },
  ];
}

/** Only where replicas were moved to save nodes. */
function compactionFigures({ compactedNodes }: Summary, bandOf: BandOf): readonly KeyFigure[] {
  if (compactedNodes === 0) return [];
  return [
    {
      label: "nodes compacted",
      value: formatNumber(compactedNodes),
      band: bandOf("compactedNodes", formatCount),
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
