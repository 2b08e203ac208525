import type { RequestWindow } from "../metrics/RequestStatistics.ts";
import { countStates, versionsIn } from "./countStates.ts";
import type { Timeline, VersionRole, VersionTimeline } from "./SimulationResult.ts";
import type { World } from "./World.ts";

type Mutable<Type> = {
  -readonly [Key in keyof Type]: Type[Key] extends readonly (infer Item)[] ? Item[] : Type[Key];
};

/** Writes one row of the timeline at the end of each interval. */
export class TimelineRecorder {
  readonly #world: World;
  readonly #atSeconds: number[] = [];
  readonly #canary = emptyVersion();
  readonly #primary = emptyVersion();
  readonly #gpusHeld: number[] = [];
  readonly #nodeGpus: number[] = [];
  readonly #gpuBound: number[] = [];
  #rowStartSeconds = 0;
  #rowGpus = 0;
  #rowNodeGpus = 0;

  constructor(world: World) {
    this.#world = world;
  }

  notePeaks(gpusHeld: number, nodeGpus: number): void {
    this.#rowGpus = Math.max(this.#rowGpus, gpusHeld);
    this.#rowNodeGpus = Math.max(this.#rowNodeGpus, nodeGpus);
  }

  sample(gpuBound: number): void {
    const { statistics, loop } = this.#world;
    this.#atSeconds.push(this.#rowStartSeconds);
    this.#sampleVersion("primary", this.#primary, statistics.row[0]);
    this.#sampleVersion("canary", this.#canary, statistics.row[1]);
    this.#gpusHeld.push(this.#rowGpus);
    this.#nodeGpus.push(this.#rowNodeGpus);
    this.#gpuBound.push(gpuBound);
    this.#rowStartSeconds = loop.nowSeconds;
    this.#rowGpus = 0;
    this.#rowNodeGpus = 0;
  }

  timeline(): Timeline {
    return {
      intervalSeconds: this.#world.scenario.timelineIntervalSeconds,
      atSeconds: [...this.#atSeconds],
      canary: { ...this.#canary },
      primary: { ...this.#primary },
      gpusHeld: [...this.#gpusHeld],
      nodeGpus: [...this.#nodeGpus],
      gpuBound: [...this.#gpuBound],
    };
  }

  #sampleVersion(role: VersionRole, columns: Mutable<VersionTimeline>, window: RequestWindow): void {
    const { split, path } = this.#world;
    const counts = countStates(this.#world, role);
    let nodes = 0;
    let queued = 0;
    let inSystem = 0;
    for (const version of versionsIn(this.#world, role)) {
      nodes += version.fleet.heldNodes().length;
      for (const deployment of version.deployments) {
        const router = path.routers[deployment.router];
        queued += router?.waitingCount ?? 0;
        inSystem += router?.inSystemCount ?? 0;
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
    window.reset();
  }
}

function emptyVersion(): Mutable<VersionTimeline> {
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
  };
}
