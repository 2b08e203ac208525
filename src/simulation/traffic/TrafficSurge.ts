import { nobody } from "../../serve/path/Caller.ts";
import { nothing } from "../../serve/path/RequestTable.ts";
import type { ArrivalSource } from "../../workload/arrivals/ArrivalSource.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import type { Clients } from "./Clients.ts";
import type { TrafficSource } from "./createTrafficSource.ts";
import type { TrafficEntries } from "./TrafficEntries.ts";

/** The requests that a surge adds come within so long after those that they are copies of. */
const surgeSpreadSeconds = 10;

/** The serial numbers of requests that a surge adds begin here, beyond those of all others. */
const firstSurgeSerial = 3e9;

/** Sends more requests than a stream has, while faults multiply the traffic. */
export class TrafficSurge {
  readonly #world: World;
  readonly #entries: TrafficEntries;
  /** `null`: requests need no row of their own. */
  readonly #clients: Clients | null;

  constructor(world: World, entries: TrafficEntries, clients: Clients | null) {
    this.#world = world;
    this.#entries = entries;
    this.#clients = clients;
  }

  /**
   * A surge by a factor brings factor − 1 copies of each request on average, each a random moment later and with its own
   * luck. So it works for every kind of arrivals, keeps their sizes and takes nothing from what would have come anyway.
   */
  bringMore(source: TrafficSource, index: number): void {
    const { arrivals, surge } = source;
    const { loop, surgeFactors } = this.#world;
    const more = surgeFactors.reduce((product, factor) => product * factor, 1) - 1;
    const count = Math.floor(more) + (surge() < more % 1 ? 1 : 0);
    const { inputTokens, outputTokens, pinnedVersion } = arrivals;
    for (let i = 0; i < count; i++) {
      const atSeconds = loop.nowSeconds + surge() * surgeSpreadSeconds;
      const draws = { split: surge(), error: surge(), service: surge() };
      loop.at(atSeconds, ranks.arrivals, () =>
        this.#sendCopy(source, index, { inputTokens, outputTokens, pinnedVersion }, draws),
      );
    }
  }

  /** Someone new sends it, who retries as others do and belongs to no session. */
  #sendCopy(
    source: TrafficSource,
    index: number,
    traits: Pick<ArrivalSource, "inputTokens" | "outputTokens" | "pinnedVersion">,
    draws: { readonly split: number; readonly error: number; readonly service: number },
  ): void {
    const { inputTokens, outputTokens, pinnedVersion } = traits;
    const clients = this.#clients;
    const entries = this.#entries;
    if (clients === null) {
      const key = entries.callKey(source.keys, firstSurgeSerial + source.surgeCount, 1);
      source.surgeCount++;
      const { split, error, service } = draws;
      entries.bring(
        pinnedVersion,
        split,
        index,
        service,
        inputTokens,
        outputTokens,
        error,
        nobody,
        nothing,
        key,
      );
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
}
