import type { EventLoop } from "../../engine/EventLoop.ts";
import type { LoadBalancerLag, TrafficInEffect } from "../result/SplitChange.ts";
import { ranks } from "../world/ranks.ts";
import type { VersionWorld } from "../world/World.ts";
import { type TrafficShare, TrafficTable } from "./TrafficTable.ts";

/** What the requests to one endpoint meet. */
interface EndpointTraffic {
  readonly table: TrafficTable<VersionWorld>;
  readonly mirrors: readonly TrafficShare<VersionWorld>[];
}

const nobody: EndpointTraffic = { table: new TrafficTable([]), mirrors: [] };

/**
 * Splits traffic as it was last told: at once, or, where a fault makes it lag, later. What it is told meanwhile it obeys
 * in the order told; something told later that holds earlier makes it forget what came before.
 */
export class LoadBalancer {
  /** The splits in effect, from the first on. */
  readonly inEffect: TrafficInEffect[] = [];
  readonly lags: { -readonly [Key in keyof LoadBalancerLag]: LoadBalancerLag[Key] }[] = [];
  #shares: readonly TrafficShare<VersionWorld>[] = [];
  #mirrors: readonly TrafficShare<VersionWorld>[] = [];
  #table = new TrafficTable<VersionWorld>([]);
  /** Of each stream, where they differ; else empty. */
  #tables: readonly TrafficTable<VersionWorld>[] = [];
  #commanded = "";
  #commandedCount = 0;
  /** When what was commanded last holds. */
  #heldSeconds = 0;
  #obeyedCount = 0;
  #behindSeconds = 0;
  #behindSinceSeconds: number | null = null;
  readonly #loop: EventLoop;
  /** Of each stream; `null`: that of the service. */
  readonly #endpoints: readonly (string | null)[];
  /** Of the streams to endpoints of their own; of the others `undefined`. */
  readonly #own: (EndpointTraffic | undefined)[];
  /** By endpoint: which of the changes that it was told it has obeyed last. */
  readonly #obeyedOf = new Map<string, number>();
  #endpointCount = 0;

  constructor(loop: EventLoop, endpoints: readonly (string | null)[] = []) {
    this.#loop = loop;
    this.#endpoints = endpoints;
    this.#own = endpoints.map((endpoint) => (endpoint === null ? undefined : nobody));
  }

  /** Where a request of a stream goes now, by a draw from [0, 1); `null`: no version gets traffic. */
  choose(stream: number, draw: number): VersionWorld | null {
    return (this.#own[stream]?.table ?? this.#tables[stream] ?? this.#table).choose(draw);
  }

  /** Which versions get copies of requests of a stream now, and of how many. */
  mirrorsOf(stream: number): readonly TrafficShare<VersionWorld>[] {
    return this.#own[stream]?.mirrors ?? this.#mirrors;
  }

  /** From now on (or later) an endpoint beyond that of the service has these shares and copies; none at all: it is gone. */
  commandEndpoint(
    endpoint: string,
    shares: readonly TrafficShare<VersionWorld>[],
    mirrors: readonly TrafficShare<VersionWorld>[],
  ): void {
    const traffic = {
      table: new TrafficTable(shares),
      mirrors: mirrors.filter(({ percent }) => percent > 0),
    };
    const count = ++this.#endpointCount;
    const obey = () => {
      // Something told later was obeyed before.
      if (count < (this.#obeyedOf.get(endpoint) ?? 0)) return;
      this.#obeyedOf.set(endpoint, count);
      for (const [stream, each] of this.#endpoints.entries()) {
        if (each === endpoint) this.#own[stream] = traffic;
      }
    };
    const delaySeconds = this.#delaySeconds();
    if (delaySeconds === 0) obey();
    else this.#loop.at(this.#loop.nowSeconds + delaySeconds, ranks.faults, obey);
  }

  /** The share that a version has now, in percent. */
  percentOf(version: VersionWorld): number {
    return this.#shares.find((share) => share.version === version)?.percent ?? 0;
  }

  /** For how long the split in effect was not the one commanded. */
  get behindSeconds(): number {
    const since = this.#behindSinceSeconds;
    return this.#behindSeconds + (since === null ? 0 : this.#loop.nowSeconds - since);
  }

  /**
   * From now on (or later) every version has its share, and gets copies of so many requests; one that is not named has none. The
   * primary comes first. It is the same for all streams until `divide` says otherwise.
   */
  command(
    commanded: readonly TrafficShare<VersionWorld>[],
    commandedMirrors: readonly TrafficShare<VersionWorld>[] = [],
  ): void {
    const shares = describeShares(commanded);
    const mirrors = describeShares(commandedMirrors);
    const key = JSON.stringify([shares, mirrors]);
    if (key === this.#commanded) return;
    this.#commanded = key;
    const commandedAtSeconds = this.#loop.nowSeconds;
    const count = ++this.#commandedCount;
    const obey = () => {
      // Something told later was obeyed before.
      if (count < this.#obeyedCount) return;
      this.#obeyedCount = count;
      this.#shares = commanded;
      this.#mirrors = commandedMirrors.filter(({ percent }) => percent > 0);
      this.#table = new TrafficTable(commanded);
      this.#tables = [];
      this.inEffect.push({
        atSeconds: this.#loop.nowSeconds,
        commandedAtSeconds,
        shares,
        ...(mirrors.length === 0 ? {} : { mirrors }),
      });
      this.#noteBehind();
    };
    const delaySeconds = this.#delaySeconds();
    this.#heldSeconds = commandedAtSeconds + delaySeconds;
    if (delaySeconds === 0) obey();
    else {
      this.#noteBehind();
      this.#loop.at(commandedAtSeconds + delaySeconds, ranks.faults, obey);
    }
  }

  /** Of what was commanded last, each stream has shares of its own, together the same: from when that holds, or later where it lags. */
  divide(byStream: readonly (readonly TrafficShare<VersionWorld>[])[]): void {
    const { nowSeconds } = this.#loop;
    const count = this.#commandedCount;
    const obey = () => {
      if (count === this.#obeyedCount) this.#tables = byStream.map((each) => new TrafficTable(each));
    };
    const holdsSeconds = Math.max(this.#heldSeconds, nowSeconds + this.#delaySeconds());
    if (holdsSeconds <= nowSeconds) obey();
    else this.#loop.at(holdsSeconds, ranks.faults, obey);
  }

  /** From now on it obeys so much later, until undone; of several lags the longest holds. */
  lag(delaySeconds: number): () => void {
    const lag: (typeof this.lags)[number] = {
      fromSeconds: this.#loop.nowSeconds,
      toSeconds: null,
      delaySeconds,
      firstChange: this.#commandedCount,
      endChange: null,
    };
    this.lags.push(lag);
    return () => {
      lag.toSeconds = this.#loop.nowSeconds;
      lag.endChange = this.#commandedCount;
    };
  }

  #delaySeconds(): number {
    return this.lags.reduce(
      (longest, { toSeconds, delaySeconds }) =>
        toSeconds === null ? Math.max(longest, delaySeconds) : longest,
      0,
    );
  }

  #noteBehind(): void {
    const isBehind = this.#obeyedCount < this.#commandedCount;
    if (isBehind) this.#behindSinceSeconds ??= this.#loop.nowSeconds;
    else {
      this.#behindSeconds = this.behindSeconds;
      this.#behindSinceSeconds = null;
    }
  }
}

function describeShares(shares: readonly TrafficShare<VersionWorld>[]): TrafficInEffect["shares"] {
  return shares
    .filter(({ percent }) => percent > 0)
    .map(({ version, percent }) => ({ version: version.id, percent }));
}
