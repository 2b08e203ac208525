import type { Timeline, VersionTimeline } from "../../simulation/result/Timeline.ts";
import { type CsvCell, formatCsv } from "./formatCsv.ts";

const versionColumns = [
  ["capacity_percent", (version) => version.capacityPercent],
  ["traffic_percent", (version) => version.trafficPercent],
  ["requested_replicas", (version) => version.requestedReplicas],
  ["starting_replicas", (version) => version.startingReplicas],
  ["running_replicas", (version) => version.runningReplicas],
  ["draining_replicas", (version) => version.drainingReplicas],
  ["nodes", (version) => version.nodes],
  ["queued_requests", (version) => version.queuedRequests],
  ["ongoing_requests", (version) => version.ongoingRequests],
  ["arrived_requests", (version) => version.arrivedRequests],
  ["succeeded_requests", (version) => version.succeededRequests],
  ["failed_requests", (version) => version.failedRequests],
  ["p50_s", (version) => version.p50Seconds],
  ["p90_s", (version) => version.p90Seconds],
  ["p99_s", (version) => version.p99Seconds],
] as const satisfies readonly (readonly [string, (version: VersionTimeline) => readonly (number | null)[]])[];

/** Only where language models answered. */
const tokenColumns = [
  ["p50_first_token_s", (version) => version.p50FirstTokenSeconds],
  ["p99_first_token_s", (version) => version.p99FirstTokenSeconds],
  ["p50_token_gap_s", (version) => version.p50TokenGapSeconds],
  ["p99_token_gap_s", (version) => version.p99TokenGapSeconds],
] as const satisfies readonly (readonly [string, (version: VersionTimeline) => readonly (number | null)[]])[];

/**
 * The timeline, a row an interval. Levels are those at the end of the row; requests and latencies are those of the row;
 * GPUs are the most during the row.
 */
export function renderTimelineCsv(timeline: Timeline): string {
  const generated = [timeline.canary, timeline.primary].some(({ p50FirstTokenSeconds }) =>
    p50FirstTokenSeconds.some((value) => value !== null),
  );
  const shown = generated ? [...versionColumns, ...tokenColumns] : versionColumns;
  const columns: readonly (readonly [string, readonly CsvCell[]])[] = [
    ["start_s", timeline.atSeconds],
    ["end_s", timeline.atSeconds.map((atSeconds) => atSeconds + timeline.intervalSeconds)],
    ...(["canary", "primary"] as const).flatMap((role) =>
      shown.map(([name, read]) => [`${role}_${name}`, read(timeline[role])] as const),
    ),
    ["gpus_held", timeline.gpusHeld],
    ["node_gpus", timeline.nodeGpus],
    ["gpu_bound", timeline.gpuBound],
  ];
  return formatCsv(
    columns.map(([name]) => name),
    timeline.atSeconds.map((_, row) => columns.map(([name, values]) => cellAt(name, values, row))),
  );
}

function cellAt(name: string, values: readonly CsvCell[], row: number): CsvCell {
  const value = values[row];
  if (value === undefined) throw new Error(`The timeline's column ${name} ends before row ${row}.`);
  return value;
}
