import type { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { VersionStatistics } from "../../metrics/RequestStatistics.ts";
import { type FailureReason, failureReasons } from "../../serve/path/failureReasons.ts";
import type { LatencySummary, TokenLatency } from "../result/LatencySummary.ts";
import type { RequestCounts } from "../result/RequestLedger.ts";
import type { World } from "../world/World.ts";

/** Percentiles of a histogram, in seconds. */
export function summariseLatency(histogram: LatencyHistogram): LatencySummary {
  return {
    meanSeconds: histogram.meanSeconds,
    p50Seconds: histogram.percentileSeconds(50),
    p90Seconds: histogram.percentileSeconds(90),
    p99Seconds: histogram.percentileSeconds(99),
    maxSeconds: histogram.maxSeconds,
  };
}

/** Percentiles of how answers came token by token. */
export function summariseTokens(histograms: {
  readonly firstToken: LatencyHistogram;
  readonly tokenGap: LatencyHistogram;
}): TokenLatency {
  return {
    firstToken: summariseLatency(histograms.firstToken),
    tokenGap: summariseLatency(histograms.tokenGap),
  };
}

/** Where the requests of one or more versions, or copies of requests, went. */
export function countRequests(
  versions: readonly Pick<VersionStatistics, "arrived" | "succeeded" | "failed" | "inSystem">[],
): RequestCounts {
  return {
    arrived: sum(versions, (version) => version.arrived),
    succeeded: sum(versions, (version) => version.succeeded),
    failed: nameFailures((code) => sum(versions, (version) => version.failed[code] ?? 0)),
    inSystem: sum(versions, (version) => version.inSystem),
  };
}

/** Counts by reason, from counts by code. */
export function nameFailures(count: (code: number) => number): Readonly<Record<FailureReason, number>> {
  // From entries: the compiler cannot see that every reason is there.
  return Object.fromEntries(failureReasons.map((reason, code) => [reason, count(code)])) as Record<
    FailureReason,
    number
  >;
}

/** What the nodes of all clusters cost until now: worker nodes by their instance, and head nodes. */
export function costs(world: World): {
  readonly gpuHours: number;
  readonly nodeHours: number;
  readonly costDollars: number;
} {
  const { nowSeconds } = world.loop;
  let gpuHours = 0;
  let nodeHours = 0;
  let costDollars = 0;
  for (const cluster of world.clusters) {
    for (const { launchedAtSeconds, releasedAtSeconds, group, market } of cluster.fleet.nodes) {
      if (launchedAtSeconds === null) continue;
      const hours = ((releasedAtSeconds ?? nowSeconds) - launchedAtSeconds) / 3600;
      if (group.isHead !== true) nodeHours += hours;
      gpuHours += hours * group.instanceType.gpus;
      const { pricePerHour, spotPricePerHour = pricePerHour } = group.instanceType;
      costDollars += hours * ((market === "spot" ? spotPricePerHour : pricePerHour) ?? 0);
    }
    if (cluster.definition.headNode === null) continue;
    const headSeconds =
      cluster.headSeconds + (cluster.headSinceSeconds === null ? 0 : nowSeconds - cluster.headSinceSeconds);
    nodeHours += headSeconds / 3600;
    costDollars += (headSeconds / 3600) * (cluster.definition.headNode.instanceType.pricePerHour ?? 0);
  }
  return { gpuHours, nodeHours, costDollars };
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
