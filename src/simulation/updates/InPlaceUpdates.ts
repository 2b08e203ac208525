import type { Observer } from "../record/Observer.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { Command } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import type { VersionLifecycle } from "../versions/VersionLifecycle.ts";
import type { World } from "../world/World.ts";
import { endUpdate } from "./endUpdate.ts";
import type { UpdateClock } from "./UpdateClock.ts";

/** Updates the primary where it runs, one update at a time. */
export class InPlaceUpdates {
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #clock: UpdateClock;

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
    readonly traffic: TrafficSources;
    readonly autoscaling: Autoscaling;
    readonly observer: Observer;
    readonly clock: UpdateClock;
  }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#clock = options.clock;
  }

  begin(command: Extract<Command, { kind: "update-in-place" }>): void {
    const { version, restarts, changed = [] } = command;
    const world = this.#world;
    world.inPlaceSinceSeconds = world.loop.nowSeconds;
    this.#clock.begin();
    this.#observer.beginStep({ kind: "in-place", planIndex: null, stepIndex: null });
    this.#versions.updateInPlace(world.primary, version, {
      restarts: new Set(restarts),
      changed: new Set(changed),
    });
    for (const deployment of world.primary.deployments) this.#autoscaling.watch(deployment);
    this.#traffic.refreshTargets();
  }

  /** The update that is under way is done. */
  finish(): void {
    this.#end("updated-in-place", "the in-place update is done");
  }

  /** The update that is under way is given up: its replicas fail to start. What runs goes on. */
  fail(reason: string): void {
    this.#end("update-failed", `the in-place update has failed: ${reason}`);
  }

  #end(outcome: "updated-in-place" | "update-failed", message: string): void {
    this.#world.inPlaceSinceSeconds = null;
    const parts = { world: this.#world, clock: this.#clock, observer: this.#observer };
    endUpdate(parts, outcome, { kind: outcome, message });
  }
}
