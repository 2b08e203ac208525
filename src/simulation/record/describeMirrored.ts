import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { AnswerStatistics } from "../../metrics/RequestStatistics.ts";
import type { MirrorLedger } from "../result/RequestLedger.ts";
import type { Summary } from "../result/Summary.ts";
import type { World } from "../world/World.ts";
import { countRequests, summariseLatency } from "./summarise.ts";

/** What became of the copies of requests. */
export function describeMirrored(world: World): MirrorLedger {
  const some = copiesByVersion(world);
  return {
    total: countRequests([...some.values()]),
    byVersion: Object.fromEntries([...some].map(([id, copies]) => [id, countRequests([copies])])),
    countedInSystem: world.path.countMirrored(),
    latency: {
      total: summariseLatency(latencyOf(some.values())),
      byVersion: Object.fromEntries([...some].map(([id, { latency }]) => [id, summariseLatency(latency)])),
    },
  };
}

/** The same in three figures. */
export function mirroredFigures(
  world: World,
): Pick<Summary, "mirroredRequests" | "mirroredFailedRequests" | "p99MirroredLatencySeconds"> {
  const some = [...copiesByVersion(world).values()];
  const { arrived, failed } = countRequests(some);
  return {
    mirroredRequests: arrived,
    mirroredFailedRequests: Object.values(failed).reduce((sum, count) => sum + count, 0),
    p99MirroredLatencySeconds: latencyOf(some).percentileSeconds(99),
  };
}

function copiesByVersion({ versions, statistics }: World): ReadonlyMap<string, AnswerStatistics> {
  const some = new Map<string, AnswerStatistics>();
  for (const { id, index } of versions) {
    const copies = statistics.versions[index]?.mirrored ?? null;
    if (copies !== null) some.set(id, copies);
  }
  return some;
}

function latencyOf(some: Iterable<AnswerStatistics>): LatencyHistogram {
  const total = new LatencyHistogram({ precisionBits: 8 });
  for (const { latency } of some) total.add(latency);
  return total;
}
