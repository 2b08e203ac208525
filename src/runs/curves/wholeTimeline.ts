import type { VersionRows, VersionTimeline } from "../../simulation/result/Timeline.ts";

/** The rows of a version with those before it came and after it went, in which it has nothing. `null`: it has no rows. */
export function wholeTimeline(rows: VersionRows | null, rowCount: number): VersionTimeline {
  const { firstRow = 0 } = rows ?? {};
  const counts = (read: (from: VersionTimeline) => readonly number[]) => spread(rows, read, 0);
  const times = (read: (from: VersionTimeline) => readonly (number | null)[]) => spread(rows, read, null);
  function spread<Value>(
    from: VersionRows | null,
    read: (from: VersionTimeline) => readonly Value[],
    nothing: Value,
  ): readonly Value[] {
    const values = from === null ? [] : read(from);
    return Array.from({ length: rowCount }, (_, row) => values[row - firstRow] ?? nothing);
  }
  return {
    capacityPercent: counts((from) => from.capacityPercent),
    trafficPercent: counts((from) => from.trafficPercent),
    requestedReplicas: counts((from) => from.requestedReplicas),
    startingReplicas: counts((from) => from.startingReplicas),
    runningReplicas: counts((from) => from.runningReplicas),
    drainingReplicas: counts((from) => from.drainingReplicas),
    nodes: counts((from) => from.nodes),
    queuedRequests: counts((from) => from.queuedRequests),
    ongoingRequests: counts((from) => from.ongoingRequests),
    arrivedRequests: counts((from) => from.arrivedRequests),
    succeededRequests: counts((from) => from.succeededRequests),
    failedRequests: counts((from) => from.failedRequests),
    p50Seconds: times((from) => from.p50Seconds),
    p90Seconds: times((from) => from.p90Seconds),
    p99Seconds: times((from) => from.p99Seconds),
    p50FirstTokenSeconds: times((from) => from.p50FirstTokenSeconds),
    p99FirstTokenSeconds: times((from) => from.p99FirstTokenSeconds),
    p50TokenGapSeconds: times((from) => from.p50TokenGapSeconds),
    p99TokenGapSeconds: times((from) => from.p99TokenGapSeconds),
  };
}
