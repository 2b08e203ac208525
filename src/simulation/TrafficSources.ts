import type { Timer } from "../engine/EventLoop.ts";
import type { RandomStream } from "../engine/RandomStreams.ts";
import type { ClientStatistics } from "../metrics/ClientStatistics.ts";
import type { ServiceTime } from "../serve/Deployment.ts";
import { nothing } from "../serve/RequestTable.ts";
import { workSeconds } from "../serve/workSeconds.ts";
import type { ArrivalSource } from "../workload/ArrivalSource.ts";
import { createArrivalSource } from "../workload/createArrivalSource.ts";
import { KeyedDraws } from "../workload/KeyedDraws.ts";
import type { TrafficStream } from "../workload/Traffic.ts";
import { UserRequests } from "../workload/UserRequests.ts";
import { Clients } from "./Clients.ts";
import { callsInside, connectCalls } from "./connectCalls.ts";
import { findEntry } from "./findEntry.ts";
import type { ProxyLifecycle } from "./ProxyLifecycle.ts";
import { ranks } from "./ranks.ts";
import type { VersionWorld, World } from "./World.ts";

interface Source {
  /** Whose requests come whatever becomes of those before (an open loop), or users who wait for answers. */
  readonly arrivals: ArrivalSource | UserRequests;
  readonly timer: Timer;
  readonly deployment: string;
  readonly route: string | null;
  /** Keys of the draws of what requests call, by their serial number and attempt. */
  readonly keys: KeyedDraws;
  /** One draw a request each, whether it is needed or not: two plans meet the same luck. */
  readonly split: RandomStream;
  readonly service: RandomStream;
  readonly errors: RandomStream;
  sentCount: number;
  /** Drawn from only while a fault multiplies the traffic: how many more, when, and their luck. */
  readonly surge: RandomStream;
  surgeCount: number;
}

/** The requests that a surge adds come within so long after those that they are copies of. */
const surgeSpreadSeconds = 10;

/** The serial numbers of requests that a surge adds begin here, beyond those of all others. */
const firstSurgeSerial = 3e9;

/** What the clients of one stream have seen. */
export interface ClientLedger {
  readonly stream: string;
  readonly statistics: ClientStatistics;
  /** Requests without a final answer, found one by one. */
  readonly countedOpen: number;
}

/** Where the requests of one stream to one version go. */
interface Target {
  readonly router: number;
  readonly serviceTime: ServiceTime;
  readonly isMultiplexed: boolean;
}

/** Sends the requests of every traffic stream to a version, by the split or by their header, and on to a router. */
export class TrafficSources {
  readonly #world: World;
  readonly #proxies: ProxyLifecycle;
  readonly #sources: readonly Source[];
  /** `null`: everyone waits for the answer to a single attempt, and requests need no row of their own. */
  readonly #clients: Clients | null;
  /** By version, then by stream; `null`: the version has no such deployment. */
  #targets: (readonly (Target | null)[])[] = [];
  /** The model that the requests of each stream ask for, by number, or `nothing`. */
  readonly #models: readonly number[];
  /** The draw of the request that arrives, and a stream that gives it to the distribution. */
  #serviceDraw = 0;
  readonly #drawnService: RandomStream = () => this.#serviceDraw;
  /** Some deployment calls another. */
  #isComposed = false;

  constructor(world: World, proxies: ProxyLifecycle) {
    this.#world = world;
    this.#proxies = proxies;
    const handler = world.loop.addHandler((index) => this.#arrive(index));
    this.#sources = world.scenario.traffic.map((stream, index) => {
      const random = (purpose: string) => world.streams.stream(`${purpose}/${index}`);
      return {
        arrivals: createArrivals(stream, random),
        timer: world.loop.createTimer(handler, index, ranks.arrivals),
        deployment: stream.deployment,
        route: stream.route ?? null,
        keys: new KeyedDraws(random("calls")),
        split: random("split"),
        service: random("service"),
        errors: random("errors"),
        sentCount: 0,
        surge: random("surge"),
        surgeCount: 0,
      };
    });
    const { traffic, limits } = world.scenario;
    const models = [...new Set(traffic.flatMap(({ model }) => (model === undefined ? [] : [model])))];
    this.#models = traffic.map(({ model }) => (model === undefined ? nothing : models.indexOf(model)));
    this.#clients = !Clients.areNeeded(traffic)
      ? null
      : new Clients({
          loop: world.loop,
          path: world.path,
          streams: world.streams,
          traffic,
          maxRequests: limits.maxRequestsInSystem,
          send: (row, splitDraw, errorDraw) => this.#sendAttempt(row, splitDraw, errorDraw),
          onAnswered: (stream, user) => this.#answerUser(stream, user),
        });
    for (const source of this.#sources) this.#schedule(source);
  }

  /** Looks up routers and service times again; after a version was added or updated. */
  refreshTargets(): void {
    const { versions, path } = this.#world;
    if (versions.some(callsInside)) this.#isComposed = true;
    if (this.#isComposed) for (const version of versions) connectCalls(path, version);
    for (const { deployments } of versions) {
      if (deployments.length > 1) for (const { router } of deployments) path.measureLatency(router);
    }
    this.#targets = this.#world.versions.map((version) =>
      this.#sources.map(({ deployment, route }) => {
        const found = findEntry(version, deployment, route);
        return found === undefined
          ? null
          : {
              router: found.router,
              serviceTime: found.definition.serviceTime,
              isMultiplexed: found.definition.multiplexing !== undefined,
            };
      }),
    );
  }

  /** What became of an attempt; must not call the request path. */
  onAnswer(caller: number, failure: number): void {
    this.#clients?.onAnswer(caller, failure);
  }

  /** What the clients have seen, by stream; empty where none does more than wait for its one attempt. */
  describeClients(): readonly ClientLedger[] {
    const clients = this.#clients;
    if (clients === null) return [];
    return clients.statistics.map((statistics, index) => ({
      stream: (this.#world.scenario.traffic[index] as TrafficStream).name,
      statistics,
      countedOpen: clients.table.countOpen(index),
    }));
  }

  #schedule(source: Source): void {
    const { arrivals } = source;
    const isClosed = arrivals instanceof UserRequests;
    const atSeconds = isClosed ? arrivals.nextSeconds : arrivals.next();
    if (isClosed) this.#world.loop.setTimer(source.timer, atSeconds);
    else if (atSeconds !== Number.POSITIVE_INFINITY) this.#world.loop.setTimer(source.timer, atSeconds);
  }

  #arrive(index: number): void {
    const source = this.#sources[index] as Source;
    if (this.#clients !== null) {
      this.#arriveFromClient(this.#clients, index);
      return;
    }
    const splitDraw = source.split();
    const errorDraw = source.errors();
    this.#serviceDraw = source.service();
    const { pinnedVersion, inputTokens, outputTokens, session } = source.arrivals;
    const version = this.#chooseVersion(pinnedVersion, splitDraw);
    const key = this.#isComposed ? this.#key(source, source.sentCount, 1) : 0;
    source.sentCount++;
    this.#send(version, index, inputTokens, outputTokens, errorDraw, nothing, session, key);
    if (this.#world.surgeFactors.length > 0) this.#bringMore(index);
    this.#schedule(source);
  }

  /**
   * A surge by a factor brings factor − 1 copies of each request on average, each a random moment later and with its own
   * luck. So it works for every kind of arrivals, keeps their sizes and takes nothing from what would have come anyway.
   */
  #bringMore(index: number): void {
    const { arrivals, surge } = this.#sources[index] as Source;
    const { loop, surgeFactors } = this.#world;
    const more = surgeFactors.reduce((product, factor) => product * factor, 1) - 1;
    const count = Math.floor(more) + (surge() < more % 1 ? 1 : 0);
    const { inputTokens, outputTokens, pinnedVersion } = arrivals;
    for (let i = 0; i < count; i++) {
      const atSeconds = loop.nowSeconds + surge() * surgeSpreadSeconds;
      const draws = { split: surge(), error: surge(), service: surge() };
      loop.at(atSeconds, ranks.arrivals, () =>
        this.#sendCopy(index, { inputTokens, outputTokens, pinnedVersion }, draws),
      );
    }
  }

  /** Someone new sends it, who retries as others do and belongs to no session. */
  #sendCopy(
    index: number,
    traits: Pick<ArrivalSource, "inputTokens" | "outputTokens" | "pinnedVersion">,
    draws: { readonly split: number; readonly error: number; readonly service: number },
  ): void {
    const { inputTokens, outputTokens, pinnedVersion } = traits;
    const clients = this.#clients;
    const source = this.#sources[index] as Source;
    if (clients === null) {
      this.#serviceDraw = draws.service;
      const version = this.#chooseVersion(pinnedVersion, draws.split);
      const key = this.#isComposed ? this.#key(source, firstSurgeSerial + source.surgeCount, 1) : 0;
      source.surgeCount++;
      this.#send(version, index, inputTokens, outputTokens, draws.error, nothing, nothing, key);
      return;
    }
    const { table } = clients;
    const row = clients.open(index);
    table.user[row] = nothing;
    table.serial[row] = firstSurgeSerial + source.surgeCount++;
    table.serviceDraw[row] = draws.service;
    table.session[row] = nothing;
    table.pinnedVersion[row] = pinnedVersion;
    table.inputTokens[row] = inputTokens;
    table.outputTokens[row] = outputTokens;
    clients.begin(row, draws.split, draws.error);
  }

  /** Opens a row for the request that arrives, and sends its first attempt. */
  #arriveFromClient(clients: Clients, index: number): void {
    const source = this.#sources[index] as Source;
    const { arrivals } = source;
    const { table } = clients;
    const row = clients.open(index);
    let splitDraw: number;
    let errorDraw: number;
    if (arrivals instanceof UserRequests) {
      arrivals.send();
      table.user[row] = arrivals.user;
      table.serial[row] = arrivals.serial;
      // By the request, not by turn: which user sends next depends on how fast answers come.
      splitDraw = clients.draw(row, "split");
      errorDraw = clients.draw(row, "error");
      table.serviceDraw[row] = clients.draw(row, "service");
    } else {
      table.user[row] = nothing;
      table.serial[row] = source.sentCount++;
      splitDraw = source.split();
      errorDraw = source.errors();
      table.serviceDraw[row] = source.service();
    }
    table.session[row] = arrivals.session;
    table.pinnedVersion[row] = arrivals.pinnedVersion;
    table.inputTokens[row] = arrivals.inputTokens;
    table.outputTokens[row] = arrivals.outputTokens;
    // Before it is sent: one that is answered at once may let its user choose the next.
    if (this.#world.surgeFactors.length > 0) this.#bringMore(index);
    clients.begin(row, splitDraw, errorDraw);
    this.#schedule(source);
  }

  /** Each attempt goes through the split again, and asks for the same work. */
  #sendAttempt(row: number, splitDraw: number, errorDraw: number): number {
    const { table } = this.#clients as Clients;
    const version = this.#chooseVersion(table.pinnedVersion[row] as number, splitDraw);
    this.#serviceDraw = table.serviceDraw[row] as number;
    const inputTokens = table.inputTokens[row] as number;
    const outputTokens = table.outputTokens[row] as number;
    const stream = table.stream[row] as number;
    const source = this.#sources[stream] as Source;
    const key = this.#isComposed
      ? this.#key(source, table.serial[row] as number, table.attempt[row] as number)
      : 0;
    const session = table.session[row] as number;
    return this.#send(version, stream, inputTokens, outputTokens, errorDraw, row, session, key);
  }

  #key(source: Source, serial: number, attempt: number): number {
    return Math.floor(source.keys.at(serial, attempt) * 2 ** 32) | 0;
  }

  #answerUser(stream: number, user: number): void {
    const source = this.#sources[stream] as Source;
    if (!(source.arrivals instanceof UserRequests)) throw new Error(`stream ${stream} has no users`);
    source.arrivals.users.answered(user, this.#world.loop.nowSeconds);
    this.#schedule(source);
  }

  /** Sends a request to its router in the version. Returns its number, or `nothing` where it was turned away. */
  #send(
    version: VersionWorld,
    stream: number,
    inputTokens: number,
    outputTokens: number,
    errorDraw: number,
    caller: number,
    session: number,
    key: number,
  ): number {
    const { path } = this.#world;
    const target = (this.#targets[version.index] as readonly (Target | null)[])[stream] as Target | null;
    if (target === null || !version.isServing || version.isTerminating) {
      path.refuse(version.index, caller);
      return nothing;
    }
    const work = workSeconds(target.serviceTime, this.#drawnService, inputTokens, outputTokens);
    // Sessions of different streams are different ones.
    const label = session < 0 ? nothing : session * this.#sources.length + stream;
    let { router } = target;
    if (version.targets !== null) {
      router = this.#proxies.enter(version, router);
      if (router < 0) {
        path.refuse(version.index, caller, -1 - router);
        return nothing;
      }
    }
    const model = target.isMultiplexed ? (this.#models[stream] as number) : nothing;
    const request = path.arrive(router, work, errorDraw, caller, inputTokens, outputTokens, label, model);
    if (request !== nothing) path.requests.key[request] = key;
    return request;
  }

  /** A header reaches the canary from when it has first been healthy; before that there is nothing to send it to. */
  #chooseVersion(pinned: number, draw: number): VersionWorld {
    if (pinned === 0) {
      const { primary, canary, canaryPercent } = this.#world.balancer.weights;
      return canary !== null && draw * 100 < canaryPercent ? canary : primary;
    }
    const { canary, primary } = this.#world;
    return pinned === 2 && canary?.wasReady ? canary : primary;
  }
}

function createArrivals(
  stream: TrafficStream,
  random: (purpose: string) => RandomStream,
): ArrivalSource | UserRequests {
  const purposes = {
    arrivals: random("arrivals"),
    sizes: random("sizes"),
    pinning: random("pinning"),
    sessions: random("sessions"),
  };
  return stream.arrivals.kind === "closed-loop"
    ? new UserRequests(stream, stream.arrivals, purposes)
    : createArrivalSource(stream, purposes);
}
