import type { ClientStatistics } from "../../metrics/ClientStatistics.ts";
import { clientCaller, nobody } from "../../serve/path/Caller.ts";
import { nothing } from "../../serve/path/RequestTable.ts";
import { UserRequests } from "../../workload/clients/UserRequests.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import type { ProxyLifecycle } from "../versions/ProxyLifecycle.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import { Clients } from "./Clients.ts";
import { createTrafficSource, type TrafficSource } from "./createTrafficSource.ts";
import { ReadyTraffic } from "./ReadyTraffic.ts";
import { TrafficEntries } from "./TrafficEntries.ts";
import { TrafficSurge } from "./TrafficSurge.ts";

/** What the clients of one stream have seen. */
export interface ClientLedger {
  readonly stream: string;
  readonly statistics: ClientStatistics;
  /** Requests without a final answer, found one by one. */
  readonly countedOpen: number;
}

/** Sends the requests of every traffic stream when their time has come, for clients or without. */
export class TrafficSources {
  readonly #world: World;
  readonly #sources: readonly TrafficSource[];
  readonly #entries: TrafficEntries;
  /** How requests are shared where no strategy sets weights. */
  readonly readiness: ReadyTraffic;
  readonly #surge: TrafficSurge;
  /** `null`: everyone waits for the answer to a single attempt, and requests need no row of their own. */
  readonly #clients: Clients | null;

  constructor(world: World, proxies: ProxyLifecycle) {
    this.#world = world;
    this.#entries = new TrafficEntries(world, proxies);
    this.readiness = new ReadyTraffic(world, (version) => this.#entries.entriesOf(version));
    const { loop, streams } = world;
    const { traffic, limits } = world.scenario;
    const handler = loop.addHandler((index) => this.#arrive(index));
    this.#sources = traffic.map((stream, index) =>
      createTrafficSource(stream, {
        index,
        streams,
        timer: loop.createTimer(handler, index, ranks.arrivals),
      }),
    );
    this.#clients = !Clients.areNeeded(traffic)
      ? null
      : new Clients({
          loop,
          path: world.path,
          streams,
          traffic,
          maxRequests: limits.maxRequestsInSystem,
          send: (row, splitDraw, errorDraw) => this.#sendAttempt(row, splitDraw, errorDraw),
          onAnswered: (stream, user) => this.#answerUser(stream, user),
        });
    this.#surge = new TrafficSurge(world, this.#entries, this.#clients);
    for (const source of this.#sources) this.#schedule(source);
  }

  /** Looks up routers and service times again; after a version was added or updated. */
  refreshTargets(): void {
    this.#entries.refresh();
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

  #schedule(source: TrafficSource): void {
    const { arrivals } = source;
    const isClosed = arrivals instanceof UserRequests;
    const atSeconds = isClosed ? arrivals.nextSeconds : arrivals.next();
    if (isClosed) this.#world.loop.setTimer(source.timer, atSeconds);
    else if (atSeconds !== Number.POSITIVE_INFINITY) this.#world.loop.setTimer(source.timer, atSeconds);
  }

  #arrive(index: number): void {
    const source = this.#sources[index] as TrafficSource;
    if (this.#clients !== null) {
      this.#arriveFromClient(this.#clients, index);
      return;
    }
    const entries = this.#entries;
    const splitDraw = source.split();
    const errorDraw = source.errors();
    const serviceDraw = source.service();
    const { pinnedVersion, inputTokens, outputTokens, session } = source.arrivals;
    const key = entries.callKey(source.keys, source.sentCount, 1);
    source.sentCount++;
    entries.bring(
      pinnedVersion,
      splitDraw,
      index,
      serviceDraw,
      inputTokens,
      outputTokens,
      errorDraw,
      nobody,
      session,
      key,
    );
    if (this.#world.surgeFactors.length > 0) this.#surge.bringMore(source, index);
    this.#schedule(source);
  }

  /** Opens a row for the request that arrives, and sends its first attempt. */
  #arriveFromClient(clients: Clients, index: number): void {
    const source = this.#sources[index] as TrafficSource;
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
    if (this.#world.surgeFactors.length > 0) this.#surge.bringMore(source, index);
    clients.begin(row, splitDraw, errorDraw);
    this.#schedule(source);
  }

  /** Each attempt goes through the split again, and asks for the same work. */
  #sendAttempt(row: number, splitDraw: number, errorDraw: number): number {
    const entries = this.#entries;
    const { table } = this.#clients as Clients;
    const pinnedVersion = table.pinnedVersion[row] as number;
    const serviceDraw = table.serviceDraw[row] as number;
    const inputTokens = table.inputTokens[row] as number;
    const outputTokens = table.outputTokens[row] as number;
    const stream = table.stream[row] as number;
    const source = this.#sources[stream] as TrafficSource;
    const key = entries.callKey(source.keys, table.serial[row] as number, table.attempt[row] as number);
    const session = table.session[row] as number;
    return entries.bring(
      pinnedVersion,
      splitDraw,
      stream,
      serviceDraw,
      inputTokens,
      outputTokens,
      errorDraw,
      clientCaller(row),
      session,
      key,
    );
  }

  #answerUser(stream: number, user: number): void {
    const source = this.#sources[stream] as TrafficSource;
    if (!(source.arrivals instanceof UserRequests)) throw new Error(`stream ${stream} has no users`);
    source.arrivals.users.answered(user, this.#world.loop.nowSeconds);
    this.#schedule(source);
  }
}
