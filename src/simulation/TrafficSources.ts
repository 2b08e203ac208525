import type { Timer } from "../engine/EventLoop.ts";
import type { RandomStream } from "../engine/RandomStreams.ts";
import { sample } from "../engine/sample.ts";
import type { ServiceTime } from "../serve/Deployment.ts";
import type { ArrivalSource } from "../workload/ArrivalSource.ts";
import { createArrivalSource } from "../workload/createArrivalSource.ts";
import { ranks } from "./ranks.ts";
import type { VersionWorld, World } from "./World.ts";

interface Source {
  readonly arrivals: ArrivalSource;
  readonly timer: Timer;
  readonly deployment: string;
  /** One draw a request each, whether it is needed or not: two plans meet the same luck. */
  readonly split: RandomStream;
  readonly service: RandomStream;
  readonly errors: RandomStream;
}

/** Where the requests of one stream to one version go. */
interface Target {
  readonly router: number;
  readonly serviceTime: ServiceTime;
}

/** Sends the requests of every traffic stream to a version, by the split or by their header, and on to a router. */
export class TrafficSources {
  readonly #world: World;
  readonly #sources: readonly Source[];
  /** By version, then by stream; `null`: the version has no such deployment. */
  #targets: (readonly (Target | null)[])[] = [];
  /** The draw of the request that arrives, and a stream that gives it to the distribution. */
  #serviceDraw = 0;
  readonly #drawnService: RandomStream = () => this.#serviceDraw;

  constructor(world: World) {
    this.#world = world;
    const handler = world.loop.addHandler((index) => this.#arrive(index));
    this.#sources = world.scenario.traffic.map((stream, index) => {
      const random = (purpose: string) => world.streams.stream(`${purpose}/${index}`);
      return {
        arrivals: createArrivalSource(stream, {
          arrivals: random("arrivals"),
          sizes: random("sizes"),
          pinning: random("pinning"),
        }),
        timer: world.loop.createTimer(handler, index, ranks.arrivals),
        deployment: stream.deployment,
        split: random("split"),
        service: random("service"),
        errors: random("errors"),
      };
    });
    for (const source of this.#sources) this.#schedule(source);
  }

  /** Looks up routers and service times again; after a version was added or updated. */
  refreshTargets(): void {
    this.#targets = this.#world.versions.map((version) =>
      this.#sources.map(({ deployment }) => {
        const found = version.deployments.find(
          (each) => each.definition.name === deployment && !each.isRemoved,
        );
        return found === undefined
          ? null
          : { router: found.router, serviceTime: found.definition.serviceTime };
      }),
    );
  }

  #schedule(source: Source): void {
    const atSeconds = source.arrivals.next();
    if (atSeconds !== Number.POSITIVE_INFINITY) this.#world.loop.setTimer(source.timer, atSeconds);
  }

  #arrive(index: number): void {
    const source = this.#sources[index] as Source;
    const { path } = this.#world;
    const splitDraw = source.split();
    const errorDraw = source.errors();
    this.#serviceDraw = source.service();
    const version = this.#chooseVersion(source.arrivals.pinnedVersion, splitDraw);
    const target = (this.#targets[version.index] as readonly (Target | null)[])[index] as Target | null;
    const work = target === null ? 0 : this.#workSeconds(target.serviceTime, source);
    if (target === null || !version.isServing || version.isTerminating) path.refuse(version.index);
    else path.arrive(target.router, work, errorDraw);
    this.#schedule(source);
  }

  /** A header reaches the canary from when it has first been healthy; before that there is nothing to send it to. */
  #chooseVersion(pinned: 0 | 1 | 2, draw: number): VersionWorld {
    const { canary, primary, split } = this.#world;
    if (canary === null || pinned === 1) return primary;
    if (pinned === 2) return canary.wasReady ? canary : primary;
    return draw * 100 < split.canary.trafficPercent ? canary : primary;
  }

  #workSeconds(serviceTime: ServiceTime, source: Source): number {
    if (serviceTime.kind === "distribution") return sample(serviceTime.seconds, this.#drawnService);
    return (
      serviceTime.baseSeconds +
      serviceTime.perInputTokenSeconds * source.arrivals.inputTokens +
      serviceTime.perOutputTokenSeconds * source.arrivals.outputTokens
    );
  }
}
