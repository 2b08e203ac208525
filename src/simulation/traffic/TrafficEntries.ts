import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { ServiceTime } from "../../serve/Deployment.ts";
import { type Caller, mirrored } from "../../serve/path/Caller.ts";
import { type PathRouter, whyNoRouter } from "../../serve/path/PathRouter.ts";
import { nothing } from "../../serve/path/RequestTable.ts";
import { workSeconds } from "../../serve/path/workSeconds.ts";
import type { KeyedDraws } from "../../workload/arrivals/KeyedDraws.ts";
import type { ProxyLifecycle } from "../versions/ProxyLifecycle.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";
import { callsInside, connectCalls } from "./connectCalls.ts";
import { findEntry } from "./findEntry.ts";
import type { TrafficShare } from "./TrafficTable.ts";

/** Where the requests of one stream to one version go. */
interface Entry {
  readonly deployment: DeploymentWorld;
  readonly router: PathRouter;
  readonly serviceTime: ServiceTime;
  readonly isMultiplexed: boolean;
}

/** Brings the requests of every traffic stream to a version, by the split or by their header, and on to a router. */
export class TrafficEntries {
  readonly #world: World;
  readonly #proxies: ProxyLifecycle;
  /** By version, then by stream; `null`: the version has no such deployment. */
  #entries: (readonly (Entry | null)[])[] = [];
  /** The model that the requests of each stream ask for, by number, or `nothing`. */
  readonly #models: readonly number[];
  /** Whether copies of the requests of each stream are answered with an error: luck of their own. */
  readonly #copyErrors: readonly RandomStream[];
  /** How much work the request is that is being sent. A field, so that a request allocates nothing. */
  #serviceDraw = 0;
  /** Gives it to the distribution. */
  readonly #drawnService: RandomStream = () => this.#serviceDraw;
  /** Some deployment calls another. */
  #isComposed = false;

  constructor(world: World, proxies: ProxyLifecycle) {
    this.#world = world;
    this.#proxies = proxies;
    const { traffic } = world.scenario;
    const models = [...new Set(traffic.flatMap(({ model }) => (model === undefined ? [] : [model])))];
    this.#models = traffic.map(({ model }) => (model === undefined ? nothing : models.indexOf(model)));
    this.#copyErrors = traffic.map((_, index) => world.streams.stream(`mirror/${index}`));
    this.refresh();
  }

  /** Looks up routers and service times again; after a version was added or updated. */
  refresh(): void {
    const { versions, path, scenario } = this.#world;
    if (versions.some(callsInside)) this.#isComposed = true;
    if (this.#isComposed) for (const version of versions) connectCalls(path, version);
    for (const { deployments } of versions) {
      if (deployments.length > 1) for (const { router } of deployments) path.measureLatency(router);
    }
    this.#entries = versions.map((version) =>
      scenario.traffic.map((stream) => {
        const found = findEntry(version, stream);
        return found === undefined
          ? null
          : {
              deployment: found,
              router: found.router,
              serviceTime: found.definition.serviceTime,
              isMultiplexed: found.definition.multiplexing !== undefined,
            };
      }),
    );
  }

  /** The key of what a request calls; 0 where no deployment calls another. */
  callKey(keys: KeyedDraws, serial: number, attempt: number): number {
    return this.#isComposed ? Math.floor(keys.at(serial, attempt) * 2 ** 32) | 0 : 0;
  }

  /** The deployments that the requests of each stream to a version go to; `null`: it has none. */
  entriesOf({ index }: VersionWorld): readonly (DeploymentWorld | null)[] {
    return (this.#entries[index] ?? []).map((entry) => entry?.deployment ?? null);
  }

  /**
   * Brings a request, as much work as `serviceDraw` (0 to 1) draws, to the version that `pinned` or the split names, and a copy of it
   * to those that mirror it. Returns its number, or `nothing` where it was turned away.
   */
  bring(
    pinned: number,
    splitDraw: number,
    stream: number,
    serviceDraw: number,
    inputTokens: number,
    outputTokens: number,
    errorDraw: number,
    caller: Caller,
    session: number,
    key: number,
  ): number {
    const { balancer, path, primary } = this.#world;
    const version = this.#chooseVersion(stream, pinned, splitDraw);
    let request = nothing;
    if (version === null) path.refuse(primary.index, caller);
    else
      request = this.#send(
        version,
        stream,
        serviceDraw,
        inputTokens,
        outputTokens,
        errorDraw,
        caller,
        session,
        key,
      );
    const mirrors = balancer.mirrorsOf(stream);
    for (let at = 0; at < mirrors.length; at++) {
      const mirror = mirrors[at] as TrafficShare<VersionWorld>;
      // ray 1.2.0, `RandomEndpointPolicy`: the draw that chooses the backend decides about the copies too.
      if (splitDraw * 100 >= mirror.percent) continue;
      const luck = (this.#copyErrors[stream] as RandomStream)();
      this.#send(
        mirror.version,
        stream,
        serviceDraw,
        inputTokens,
        outputTokens,
        luck,
        mirrored,
        session,
        key,
      );
    }
    return request;
  }

  /** A header reaches the canary from when it has first been healthy; before that there is nothing to send it to. `null`: nobody takes requests. */
  #chooseVersion(stream: number, pinned: number, draw: number): VersionWorld | null {
    const { canary, primary, balancer, isByReadiness } = this.#world;
    // Who shares by readiness knows of no header.
    if (pinned === 0 || isByReadiness) return balancer.choose(stream, draw);
    return pinned === 2 && canary?.wasReady ? canary : primary;
  }

  #send(
    version: VersionWorld,
    stream: number,
    serviceDraw: number,
    inputTokens: number,
    outputTokens: number,
    errorDraw: number,
    caller: Caller,
    session: number,
    key: number,
  ): number {
    const { path } = this.#world;
    const entry = (this.#entries[version.index] as readonly (Entry | null)[])[stream] as Entry | null;
    const isRefused =
      entry === null ||
      !version.cluster.isServing ||
      version.isTerminating ||
      (this.#world.isByReadiness && entry.deployment.replicas.count("running") === 0);
    if (isRefused) {
      path.refuse(version.index, caller);
      return nothing;
    }
    this.#serviceDraw = serviceDraw;
    const work = workSeconds(entry.serviceTime, this.#drawnService, inputTokens, outputTokens);
    // Sessions of different streams are different ones.
    const label = session < 0 ? nothing : session * this.#models.length + stream;
    let { router } = entry;
    if (version.cluster.targets !== null) {
      router = this.#proxies.enter(version.cluster, router);
      if (router < 0) {
        path.refuse(version.index, caller, whyNoRouter(router));
        return nothing;
      }
    }
    const model = entry.isMultiplexed ? (this.#models[stream] as number) : nothing;
    const request = path.arrive(router, work, errorDraw, caller, inputTokens, outputTokens, label, model);
    if (request !== nothing) path.requests.key[request] = key;
    return request;
  }
}
