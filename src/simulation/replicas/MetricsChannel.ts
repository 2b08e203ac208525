import type { RandomStream } from "../../engine/RandomStreams.ts";
import { ranks } from "../world/ranks.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";

/** A fault of the way of autoscaling metrics. */
export interface MetricsDisturbance {
  readonly version: VersionWorld;
  /** `null`: all of the version. */
  readonly deployment: string | null;
  readonly lostPercent: number;
  readonly delaySeconds: number;
  /** One draw a report. */
  readonly random: RandomStream;
}

/** The way of reports from handles to the autoscaler: immediate, but for faults. */
export class MetricsChannel {
  readonly #disturbances = new Set<MetricsDisturbance>();
  readonly #world: Pick<World, "loop">;

  constructor(world: Pick<World, "loop">) {
    this.#world = world;
  }

  disturb(disturbance: MetricsDisturbance): () => void {
    this.#disturbances.add(disturbance);
    return () => this.#disturbances.delete(disturbance);
  }

  /** Calls `deliver` at once, later, or never. Returns whether it was called at once. */
  send(deployment: DeploymentWorld, deliver: () => void): boolean {
    let isLost = false;
    let delaySeconds = 0;
    for (const disturbance of this.#disturbances) {
      const { version, deployment: name, lostPercent, random } = disturbance;
      if (version !== deployment.version || (name !== null && name !== deployment.definition.name)) continue;
      if (random() * 100 < lostPercent) isLost = true;
      delaySeconds = Math.max(delaySeconds, disturbance.delaySeconds);
    }
    if (isLost) return false;
    if (delaySeconds === 0) {
      deliver();
      return true;
    }
    this.#world.loop.at(this.#world.loop.nowSeconds + delaySeconds, ranks.metrics, deliver);
    return false;
  }
}
