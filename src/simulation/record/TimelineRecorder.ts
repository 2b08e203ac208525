import type { AnswerStatistics, RowWindow } from "../../metrics/RequestStatistics.ts";
import type { Timeline, VersionRows, VersionTimeline } from "../result/Timeline.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { HeldBound } from "../updates/HeldBound.ts";
import { countStates, versionsIn } from "../world/countStates.ts";
import { splitOf } from "../world/splitOf.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { shareOf } from "./shareOf.ts";

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

type VersionColumns = Mutable<VersionTimeline>;
type VersionRowColumns = Mutable<VersionRows>;

interface Columns {
  readonly atSeconds: number[];
  readonly canary: VersionColumns;
  readonly primary: VersionColumns;
  readonly versions: VersionRowColumns[];
  readonly gpusHeld: number[];
  readonly nodeGpus: number[];
  readonly gpuBound: (number | null)[];
  readonly replicaBound: (number | null)[];
}

/** Writes one row of the timeline at the end of each interval. */
export class TimelineRecorder {
  readonly #world: World;
  readonly #columns: Columns = {
    atSeconds: [],
    canary: emptyVersion(),
    primary: emptyVersion(),
    versions: [],
    gpusHeld: [],
    nodeGpus: [],
    gpuBound: [],
    replicaBound: [],
  };
  /** By version: copies that had arrived and failed before the row that is open. */
  #mirroredBefore: readonly CopyCounts[] = [];
  #rowStartSeconds = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Closes the row that ends now. */
  sample(bound: HeldBound | null): void {
    const { statistics, loop, holding } = this.#world;
    this.#writeRow(this.#columns, bound);
    for (const { row } of statistics.windows) row.reset();
    this.#mirroredBefore = statistics.versions.map(({ mirrored }) => countCopies(mirrored));
    this.#rowStartSeconds = loop.nowSeconds;
    holding.beginRow();
  }

  /** The rows so far; one that has begun is there as it stands, so that the rows add up to the ledger at any moment. */
  timeline(bound: HeldBound | null): Timeline {
    const { statistics, loop, scenario } = this.#world;
    const columns = copyOf(this.#columns);
    const hasBegun =
      loop.nowSeconds > this.#rowStartSeconds || statistics.windows.some(({ row }) => !row.isEmpty);
    if (hasBegun) this.#writeRow(columns, bound);
    return { intervalSeconds: scenario.timelineIntervalSeconds, ...columns };
  }

  #writeRow(columns: Columns, bound: HeldBound | null): void {
    const { holding, versions } = this.#world;
    const row = columns.atSeconds.length;
    columns.atSeconds.push(this.#rowStartSeconds);
    this.#writeRole("primary", columns.primary);
    this.#writeRole("canary", columns.canary);
    for (const version of versions) this.#writeOwnRow(version, columns.versions, row);
    columns.gpusHeld.push(holding.rowPeakGpus);
    columns.nodeGpus.push(holding.rowPeakNodeGpus);
    columns.gpuBound.push(bound?.gpus ?? null);
    columns.replicaBound.push(bound?.replicas ?? null);
  }

  #writeRole(role: VersionRole, columns: VersionColumns): void {
    const { statistics } = this.#world;
    const side = role === "canary" ? 1 : 0;
    const window = statistics.row((windows) => windows.side === side);
    this.#writeVersions(versionsIn(this.#world, role), splitOf(this.#world)[role], columns, window);
  }

  /** A version that is gone gets no more rows, unless requests still come to it. */
  #writeOwnRow(version: VersionWorld, all: VersionRowColumns[], row: number): void {
    const { statistics } = this.#world;
    const window = statistics.row((windows) => windows.version === version.index);
    const columns = all[version.index] ?? beginRows(version.id, row);
    all[version.index] = columns;
    if (version.isGone && window.isEmpty) return;
    // Requests came again to what had been gone for a while.
    while (columns.firstRow + columns.capacityPercent.length < row) writeNothing(columns);
    const share = shareOf(version);
    this.#writeVersions(version.isGone ? [] : [version], share, columns, window);
    const copies = countCopies(statistics.versions[version.index]?.mirrored ?? null);
    const before = this.#mirroredBefore[version.index] ?? noCopies;
    columns.mirrorPercent.push(share.mirrorPercent);
    columns.mirroredRequests.push(copies.arrived - before.arrived);
    columns.failedMirroredRequests.push(copies.failed - before.failed);
  }

  #writeVersions(
    versions: readonly VersionWorld[],
    share: { readonly capacityPercent: number; readonly trafficPercent: number },
    columns: VersionColumns,
    window: RowWindow,
  ): void {
    const { path } = this.#world;
    const counts = countStates(versions);
    let nodes = 0;
    let queued = 0;
    let inSystem = 0;
    for (const version of versions) {
      // Nodes that are shared count with the oldest version on them.
      if (version.cluster.versions[0] === version) nodes += version.cluster.fleet.counts.held;
      for (const deployment of version.deployments) {
        for (const router of path.routers[deployment.router]?.group ?? []) {
          queued += router.waitingCount;
          inSystem += router.inSystemCount;
        }
      }
    }
    columns.capacityPercent.push(share.capacityPercent);
    columns.trafficPercent.push(share.trafficPercent);
    columns.requestedReplicas.push(counts.requested);
    columns.startingReplicas.push(counts.starting);
    columns.runningReplicas.push(counts.running);
    columns.drainingReplicas.push(counts.draining);
    columns.nodes.push(nodes);
    columns.queuedRequests.push(queued);
    columns.ongoingRequests.push(inSystem - queued);
    columns.arrivedRequests.push(window.arrived);
    columns.succeededRequests.push(window.succeeded);
    columns.failedRequests.push(window.failed);
    columns.p50Seconds.push(window.latency.percentileSeconds(50));
    columns.p90Seconds.push(window.latency.percentileSeconds(90));
    columns.p99Seconds.push(window.latency.percentileSeconds(99));
    columns.p50FirstTokenSeconds.push(window.firstToken.percentileSeconds(50));
    columns.p99FirstTokenSeconds.push(window.firstToken.percentileSeconds(99));
    columns.p50TokenGapSeconds.push(window.tokenGap.percentileSeconds(50));
    columns.p99TokenGapSeconds.push(window.tokenGap.percentileSeconds(99));
  }
}

interface CopyCounts {
  readonly arrived: number;
  readonly failed: number;
}

const noCopies: CopyCounts = { arrived: 0, failed: 0 };

function countCopies(mirrored: AnswerStatistics | null): CopyCounts {
  if (mirrored === null) return noCopies;
  return { arrived: mirrored.arrived, failed: mirrored.failed.reduce((sum, count) => sum + count, 0) };
}

function emptyVersion(): VersionColumns {
  return {
    capacityPercent: [],
    trafficPercent: [],
    requestedReplicas: [],
    startingReplicas: [],
    runningReplicas: [],
    drainingReplicas: [],
    nodes: [],
    queuedRequests: [],
    ongoingRequests: [],
    arrivedRequests: [],
    succeededRequests: [],
    failedRequests: [],
    p50Seconds: [],
    p90Seconds: [],
    p99Seconds: [],
    p50FirstTokenSeconds: [],
    p99FirstTokenSeconds: [],
    p50TokenGapSeconds: [],
    p99TokenGapSeconds: [],
  };
}

function beginRows(version: string, firstRow: number): VersionRowColumns {
  return {
    version,
    firstRow,
    ...emptyVersion(),
    mirrorPercent: [],
    mirroredRequests: [],
    failedMirroredRequests: [],
  };
}

const measured: ReadonlySet<string> = new Set<keyof VersionTimeline>([
  "p50Seconds",
  "p90Seconds",
  "p99Seconds",
  "p50FirstTokenSeconds",
  "p99FirstTokenSeconds",
  "p50TokenGapSeconds",
  "p99TokenGapSeconds",
]);

/** A row in which the version was not there. */
function writeNothing(rows: VersionRowColumns): void {
  for (const [name, column] of Object.entries(rows)) {
    if (Array.isArray(column)) (column as (number | null)[]).push(measured.has(name) ? null : 0);
  }
}

function copyOf(columns: Columns): Columns {
  return {
    atSeconds: [...columns.atSeconds],
    canary: copyOfColumns(columns.canary),
    primary: copyOfColumns(columns.primary),
    versions: columns.versions.map(copyOfColumns),
    gpusHeld: [...columns.gpusHeld],
    nodeGpus: [...columns.nodeGpus],
    gpuBound: [...columns.gpuBound],
    replicaBound: [...columns.replicaBound],
  };
}

function copyOfColumns<Type extends object>(columns: Type): Type {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? [...column] : column]),
  ) as Type;
}
