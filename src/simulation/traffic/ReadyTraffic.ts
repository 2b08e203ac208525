import { failureCode } from "../../serve/path/failureReasons.ts";
import type { VersionWeight } from "../updates/Shares.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";

/** How many of the replicas that requests go to are ready, by version. */
export interface ReadyWeights {
  /** Of all streams together. */
  readonly weights: readonly VersionWeight[];
  /** Of each stream, where they enter at different deployments; else empty. */
  readonly byStream: readonly (readonly VersionWeight[])[];
}

/**
 * Counts the replicas among which requests are shared evenly where no strategy sets weights. A Service of Kubernetes sends each
 * connection to one of the pods that are ready, at random (kubernetes.io, "Virtual IPs and Service Proxies"); where none is, it
 * is refused.
 */
export class ReadyTraffic {
  readonly #world: World;
  readonly #entriesOf: (version: VersionWorld) => readonly (DeploymentWorld | null)[];
  #last = "";

  constructor(
    world: World,
    /** By stream; `null`: the version has no such deployment. */
    entriesOf: (version: VersionWorld) => readonly (DeploymentWorld | null)[],
  ) {
    this.#world = world;
    this.#entriesOf = entriesOf;
  }

  /** Looks at what is ready. `null`: nothing has changed, or nothing is ready, and then there is nobody to send requests to. */
  follow(): ReadyWeights | null {
    const world = this.#world;
    if (!world.isByReadiness || world.isTerminating) return null;
    const present = world.versions.filter(({ isGone }) => !isGone);
    const entries = present.map((version) => ({ version, entries: this.#entriesOf(version) }));
    for (const { entries: own } of entries) for (const entry of own) this.#failUnheard(entry);
    const byStream = world.scenario.traffic.map((_, stream) =>
      entries.map(({ version, entries: own }) => ({ version, weight: countReady(own[stream] ?? null) })),
    );
    const weights = entries.map(({ version, entries: own }) => ({
      version,
      weight: [...new Set(own)].reduce((sum, entry) => sum + countReady(entry), 0),
    }));
    const key = JSON.stringify([
      world.versions.map(({ trafficPercent }) => trafficPercent),
      [weights, ...byStream].map((each) => each.map(({ version, weight }) => [version.index, weight])),
    ]);
    if (key === this.#last) return null;
    this.#last = key;
    if (weights.every(({ weight }) => weight === 0)) return null;
    const isOneEntry = entries.every(({ entries: own }) => new Set(own).size === 1);
    return { weights, byStream: isOneEntry ? [] : byStream };
  }

  /** Those who wait were with pods that are ready no more, and there is none in their place. */
  #failUnheard(entry: DeploymentWorld | null): void {
    if (entry === null || countReady(entry) > 0 || this.#world.path.countWaiting(entry.router) === 0) return;
    this.#world.path.failWaiting(entry.router, failureCode.unavailable);
  }
}

function countReady(entry: DeploymentWorld | null): number {
  return entry?.replicas.count("running") ?? 0;
}
