import type { Observer } from "../record/Observer.ts";
import type { Autoscaling } from "../replicas/Autoscaling.ts";
import type { ServiceVersion } from "../Scenario.ts";
import type { TrafficSources } from "../traffic/TrafficSources.ts";
import { endUpdate } from "../updates/endUpdate.ts";
import type { UpdateClock } from "../updates/UpdateClock.ts";
import { createVersion } from "../world/createVersion.ts";
import { giveAllTraffic } from "../world/giveAllTraffic.ts";
import type { World } from "../world/World.ts";
import type { HeadNodes } from "./HeadNodes.ts";
import type { VersionLifecycle } from "./VersionLifecycle.ts";

/** Starts the service where none runs: a first deploy, or one after the service was terminated. */
export class ServiceStarts {
  readonly #world: World;
  readonly #versions: VersionLifecycle;
  readonly #heads: HeadNodes;
  readonly #traffic: TrafficSources;
  readonly #autoscaling: Autoscaling;
  readonly #observer: Observer;
  readonly #clock: UpdateClock;

  constructor(options: {
    readonly world: World;
    readonly versions: VersionLifecycle;
    readonly heads: HeadNodes;
    readonly traffic: TrafficSources;
    readonly autoscaling: Autoscaling;
    readonly observer: Observer;
    readonly clock: UpdateClock;
  }) {
    this.#world = options.world;
    this.#versions = options.versions;
    this.#heads = options.heads;
    this.#traffic = options.traffic;
    this.#autoscaling = options.autoscaling;
    this.#observer = options.observer;
    this.#clock = options.clock;
  }

  /** The service that runs when the simulation begins: its nodes and replicas are there. */
  beginRunning(startReplicas: Readonly<Record<string, number>>): void {
    const version = this.#world.primary;
    this.#versions.setCapacity(version, 100);
    this.#versions.startRunning(version, startReplicas);
    for (const deployment of version.deployments) this.#autoscaling.watch(deployment);
    this.#traffic.refreshTargets();
    this.#observer.recordStart(version.id);
  }

  /** A version comes into being as the primary, for the last one is terminated. */
  beginAgain(definition: ServiceVersion): void {
    const world = this.#world;
    world.primary = createVersion(world, definition, "primary");
    this.begin();
  }

  /** The cluster of the primary, on which nothing is yet, and its replicas start. */
  begin(): void {
    const world = this.#world;
    const version = world.primary;
    world.canary = null;
    world.isTerminating = false;
    world.startingSinceSeconds = world.loop.nowSeconds;
    this.#versions.setCapacity(version, 100);
    this.#versions.setInitialTargets(version, {});
    giveAllTraffic(world, version);
    this.#observer.recordStart(version.id);
    this.#traffic.refreshTargets();
    this.#heads.boot(version.cluster);
    for (const deployment of version.deployments) this.#autoscaling.watch(deployment);
    this.#clock.begin();
    this.#observer.beginStep({ kind: "service-start", planIndex: null, stepIndex: null });
    world.requestReview();
  }

  /** The service runs. */
  finish(): void {
    this.#end("started", "the service has started");
  }

  /** The start is given up: replicas fail to start. What runs goes on. */
  fail(reason: string): void {
    this.#end("start-failed", `the service has failed to start: ${reason}`);
  }

  #end(outcome: "started" | "start-failed", message: string): void {
    this.#world.startingSinceSeconds = null;
    const parts = { world: this.#world, clock: this.#clock, observer: this.#observer };
    endUpdate(parts, outcome, { kind: `service-${outcome}`, message });
  }
}
