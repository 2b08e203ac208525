import type { Rounding } from "../../strategies/capacity/Rounding.ts";
import type { FaultInjector } from "../FaultInjector.ts";
import type { Observer } from "../record/Observer.ts";
import type { SplitChange } from "../result/SplitChange.ts";
import type { ReadyWeights } from "../traffic/ReadyTraffic.ts";
import type { TrafficShare } from "../traffic/TrafficTable.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import type { VersionWorld, World } from "../world/World.ts";

/** A version's part of the sum of all weights. */
export interface VersionWeight {
  /** `null`: it has not been started, and what it would get nobody gets. */
  readonly version: VersionWorld | null;
  readonly weight: number;
}

interface EndpointShares {
  readonly weights: readonly VersionWeight[];
  readonly mirrors: ReadonlyMap<VersionWorld, number>;
}

/** What changes at one instant. */
export interface ShareChange {
  readonly cause: SplitChange["cause"];
  readonly planIndex: number | null;
  /** `null`: traffic stays as it is. A version that is not named gets none. */
  readonly weights: readonly VersionWeight[] | null;
  /** Replicas of single deployments have been set, and with them the capacity of their version. Left out: none have. */
  readonly hasScaled?: boolean;
  readonly capacities: readonly {
    readonly version: VersionWorld;
    readonly capacityPercent: number;
    /** Up, where it is left out. */
    readonly rounding?: Rounding;
  }[];
}

/** Gives versions their shares of traffic and of capacity, and tells whoever watches them. */
export class Shares {
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #observer: Observer;
  readonly #faults: FaultInjector;
  /** Those beyond that of the service. */
  readonly #endpoints = new Map<string, EndpointShares>();

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
    readonly observer: Observer;
    /** Told of capacity and traffic that have moved. */
    readonly faults: FaultInjector;
  }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#observer = options.observer;
    this.#faults = options.faults;
  }

  /** What is set together holds from the same instant on. */
  set({ cause, planIndex, weights, capacities, hasScaled = false }: ShareChange): void {
    const world = this.#world;
    const isSame =
      !hasScaled &&
      weights === null &&
      capacities.every(({ version, capacityPercent }) => version.capacityPercent === capacityPercent);
    // Before bounds follow from one of them: they look at all.
    for (const { version, capacityPercent } of capacities) version.capacityPercent = capacityPercent;
    if (weights !== null) this.#setTraffic(weights);
    if (!isSame) this.#observer.recordSplit(cause, planIndex);
    for (const { version, capacityPercent, rounding } of capacities) {
      world.rounding = rounding ?? "up";
      this.#versions.setCapacity(version, capacityPercent);
    }
    if (!isSame) this.#faults.noteProgress();
  }

  /** From this instant on an endpoint beyond that of the service splits its requests so; no weights at all: it is gone. */
  setEndpoint(endpoint: string, weights: readonly VersionWeight[]): void {
    const { mirrors } = this.#endpointOf(endpoint);
    this.#endpoints.set(endpoint, { weights, mirrors });
    this.#commandEndpoint(endpoint);
  }

  /** From this instant on the version gets copies of so many percent of the requests to such an endpoint as well. */
  mirrorEndpoint(endpoint: string, version: VersionWorld, percent: number): void {
    const { weights, mirrors } = this.#endpointOf(endpoint);
    this.#endpoints.set(endpoint, { weights, mirrors: new Map([...mirrors, [version, percent]]) });
    this.#commandEndpoint(endpoint);
  }

  #endpointOf(endpoint: string): EndpointShares {
    return this.#endpoints.get(endpoint) ?? { weights: [], mirrors: new Map() };
  }

  #commandEndpoint(endpoint: string): void {
    const { weights, mirrors } = this.#endpointOf(endpoint);
    const total = sum(weights);
    this.#world.balancer.commandEndpoint(
      endpoint,
      weights.flatMap(({ version, weight }) =>
        version === null || total === 0 ? [] : [{ version, percent: (100 * weight) / total }],
      ),
      [...mirrors].map(([version, percent]) => ({ version, percent })),
    );
  }

  /** From this instant on the version gets copies of so many percent of the requests as well. */
  mirror(version: VersionWorld, percent: number, origin: Pick<ShareChange, "cause" | "planIndex">): void {
    if (version.mirrorPercent === percent) return;
    version.mirrorPercent = percent;
    this.#command();
    this.#observer.recordSplit(origin.cause, origin.planIndex);
  }

  #setTraffic(weights: readonly VersionWeight[]): void {
    const total = sum(weights);
    for (const version of this.#world.versions) {
      const own = sum(weights.filter((each) => each.version === version));
      // No weights at all: nobody takes requests any more.
      version.trafficPercent = total === 0 ? 0 : (100 * own) / total;
    }
    this.#command();
  }

  #command(): void {
    const { versions, primary, balancer } = this.#world;
    const all = [primary, ...versions.filter((version) => version !== primary)];
    balancer.command(
      all.map((version) => ({ version, percent: version.trafficPercent })),
      all.map((version) => ({ version, percent: version.mirrorPercent })),
    );
  }

  /** Versions share traffic by the replicas that are ready. */
  follow({ weights, byStream }: ReadyWeights, cause: SplitChange["cause"]): void {
    const { versions, balancer } = this.#world;
    const isSame = versions.every((version) => version.trafficPercent === percentOf(version, weights));
    if (!isSame) this.set({ cause, planIndex: null, weights, capacities: [] });
    if (byStream.length > 0) balancer.divide(byStream.map((each) => this.#sharesBy(each)));
  }

  #sharesBy(weights: readonly VersionWeight[]): readonly TrafficShare<VersionWorld>[] {
    const { versions, primary } = this.#world;
    return [primary, ...versions.filter((version) => version !== primary)].map((version) => ({
      version,
      percent: percentOf(version, weights),
    }));
  }
}

function percentOf(version: VersionWorld, weights: readonly VersionWeight[]): number {
  const total = sum(weights);
  return total === 0 ? 0 : (100 * sum(weights.filter((each) => each.version === version))) / total;
}

function sum(weights: readonly VersionWeight[]): number {
  return weights.reduce((total, { weight }) => total + weight, 0);
}
