import type { RowWindow } from "../../metrics/RequestStatistics.ts";
import type { Timeline, VersionTimeline } from "../result/Timeline.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import { countStates, versionsIn } from "../world/countStates.ts";
import { splitOf } from "../world/splitOf.ts";
import type { World } from "../world/World.ts";

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

type VersionColumns = Mutable<VersionTimeline>;

interface Columns {
  readonly atSeconds: number[];
  readonly canary: VersionColumns;
  readonly primary: VersionColumns;
  readonly gpusHeld: number[];
  readonly nodeGpus: number[];
  readonly gpuBound: number[];
}

/** Writes one row of the timeline at the end of each interval. */
export class TimelineRecorder {
  readonly #world: World;
  readonly #columns: Columns = {
    atSeconds: [],
    canary: emptyVersion(),
    primary: emptyVersion(),
    gpusHeld: [],
    nodeGpus: [],
    gpuBound: [],
  };
  #rowStartSeconds = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Closes the row that ends now. */
  sample(gpuBound: number): void {
    const { statistics, loop, holding } = this.#world;
    this.#writeRow(this.#columns, gpuBound);
    for (const window of statistics.row) window.reset();
    this.#rowStartSeconds = loop.nowSeconds;
    holding.beginRow();
  }

  /** The rows so far; one that has begun is there as it stands, so that the rows add up to the ledger at any moment. */
  timeline({ gpuBound }: { readonly gpuBound: number }): Timeline {
    const { statistics, loop, scenario } = this.#world;
    const columns = copyOf(this.#columns);
    const hasBegun =
      loop.nowSeconds > this.#rowStartSeconds ||
      statistics.row.some(({ arrived, succeeded, failed }) => arrived + succeeded + failed > 0);
    if (hasBegun) this.#writeRow(columns, gpuBound);
    return { intervalSeconds: scenario.timelineIntervalSeconds, ...columns };
  }

  #writeRow(columns: Columns, gpuBound: number): void {
    const { statistics, holding } = this.#world;
    const [primary, canary] = statistics.row;
    columns.atSeconds.push(this.#rowStartSeconds);
    this.#writeVersion("primary", columns.primary, primary);
    this.#writeVersion("canary", columns.canary, canary);
    columns.gpusHeld.push(holding.rowPeakGpus);
    columns.nodeGpus.push(holding.rowPeakNodeGpus);
    columns.gpuBound.push(gpuBound);
  }

  #writeVersion(role: VersionRole, columns: VersionColumns, window: RowWindow): void {
    const { path } = this.#world;
    const split = splitOf(this.#world);
    const counts = countStates(this.#world, role);
    let nodes = 0;
    let queued = 0;
    let inSystem = 0;
    for (const version of versionsIn(this.#world, role)) {
      // Nodes that are shared count with the oldest version on them.
      if (version.cluster.versions[0] === version) nodes += version.cluster.fleet.counts.held;
      for (const deployment of version.deployments) {
        for (const router of path.routers[deployment.router]?.group ?? []) {
          queued += router.waitingCount;
          inSystem += router.inSystemCount;
        }
      }
    }
    columns.capacityPercent.push(split[role].capacityPercent);
    columns.trafficPercent.push(split[role].trafficPercent);
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

function copyOf(columns: Columns): Columns {
  return {
    atSeconds: [...columns.atSeconds],
    canary: copyOfVersion(columns.canary),
    primary: copyOfVersion(columns.primary),
    gpusHeld: [...columns.gpusHeld],
    nodeGpus: [...columns.nodeGpus],
    gpuBound: [...columns.gpuBound],
  };
}

function copyOfVersion(columns: VersionColumns): VersionColumns {
  const copy = emptyVersion();
  for (const name of Object.keys(copy) as (keyof VersionColumns)[]) {
    // Column by column: the type of a column is that of its name.
    (copy[name] as (number | null)[]).push(...columns[name]);
  }
  return copy;
}
