import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionRows, VersionTimeline } from "../../simulation/result/Timeline.ts";
import { versionNames } from "../lanes/versionNames.ts";
import { areVersionsTold } from "./areVersionsTold.ts";
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

/** What only the columns of versions have: of copies, which are in no other count. */
const copyColumns = [
  ["mirror_percent", (rows) => rows.mirrorPercent],
  ["mirrored_requests", (rows) => rows.mirroredRequests],
  ["failed_mirrored_requests", (rows) => rows.failedMirroredRequests],
] as const satisfies readonly (readonly [string, (rows: VersionRows) => readonly number[]])[];

/**
 * The timeline, a row an interval. Levels are those at the end of the row; requests and latencies are those of the row;
 * GPUs are the most during the row. Where two roles do not tell all, columns such as `traffic_percent:chat-3` of each version follow,
 * in the order of their making; they are empty before it came and after it went.
 */
export function renderTimelineCsv(result: Pick<SimulationResult, "timeline" | "versions">): string {
  const { timeline } = result;
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
    ...(areVersionsTold(result) ? ownColumns(result, shown) : []),
  ];
  return formatCsv(
    columns.map(([name]) => name),
    timeline.atSeconds.map((_, row) => columns.map(([name, values]) => cellAt(name, values, row))),
  );
}

function ownColumns(
  result: Pick<SimulationResult, "timeline" | "versions">,
  shown: readonly (readonly [string, (version: VersionTimeline) => readonly CsvCell[]])[],
): readonly (readonly [string, readonly CsvCell[]])[] {
  const names = versionNames(result);
  const { atSeconds, versions } = result.timeline;
  return versions.flatMap((rows) =>
    [...shown, ...copyColumns].map(([column, read]) => {
      const values = read(rows);
      return [
        `${column}:${names.get(rows.version) ?? rows.version}`,
        atSeconds.map((_, row) => values[row - rows.firstRow] ?? null),
      ] as const;
    }),
  );
}

function cellAt(name: string, values: readonly CsvCell[], row: number): CsvCell {
  const value = values[row];
  if (value === undefined) throw new Error(`The timeline's column ${name} ends before row ${row}.`);
  return value;
}
