import type { Fault, FaultTrigger, FaultVersion } from "../faults/Fault.ts";
import type { FaultPort, Undo } from "../faults/FaultPort.ts";
import { strike } from "../faults/strike.ts";
import type { ReplicaLifecycle } from "./ReplicaLifecycle.ts";
import { ranks } from "./ranks.ts";
import type { VersionLifecycle } from "./VersionLifecycle.ts";
import type { VersionWorld, World } from "./World.ts";

/** Lets the scenario's faults strike when their time or the rollout's progress has come. */
export class FaultInjector {
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #versions: VersionLifecycle;
  /** Faults that wait for the canary to get so far. */
  #pending: Fault[];
  /** What lasting faults do to a canary that does not exist yet. */
  #forNextCanary: ((canary: VersionWorld) => void)[] = [];
  readonly #errorPercents = new Map<number, number[]>();

  constructor(world: World, replicas: ReplicaLifecycle, versions: VersionLifecycle) {
    this.#world = world;
    this.#replicas = replicas;
    this.#versions = versions;
    this.#pending = world.scenario.faults.filter(({ trigger }) => trigger.kind !== "at");
    for (const fault of world.scenario.faults) {
      if (fault.trigger.kind === "at")
        world.loop.at(fault.trigger.atSeconds, ranks.faults, () => this.#strike(fault));
    }
  }

  /** Capacity or traffic has moved: faults by progress may be due. */
  noteProgress(): void {
    const { loop, split } = this.#world;
    const isDue = ({ kind, ...trigger }: FaultTrigger) =>
      "percent" in trigger &&
      (kind === "canary-capacity" ? split.canary.capacityPercent : split.canary.trafficPercent) >=
        trigger.percent;
    const due = this.#pending.filter(({ trigger }) => isDue(trigger));
    this.#pending = this.#pending.filter((fault) => !due.includes(fault));
    for (const fault of due) {
      const delaySeconds = "delaySeconds" in fault.trigger ? fault.trigger.delaySeconds : 0;
      loop.at(loop.nowSeconds + delaySeconds, ranks.faults, () => this.#strike(fault));
    }
  }

  /** A canary has come into being. */
  noteCanary(canary: VersionWorld): void {
    const effects = this.#forNextCanary;
    this.#forNextCanary = [];
    for (const effect of effects) effect(canary);
  }

  #strike(fault: Fault): void {
    strike(this.#portFor(fault), fault.effect);
    this.#world.requestReview();
  }

  #portFor(fault: Fault): FaultPort {
    const world = this.#world;
    const versionOf = (version: FaultVersion) => (version === "canary" ? world.canary : world.primary);
    const nodeOf = (id: number) => {
      for (const version of world.versions) {
        const node = version.fleet.nodes.find((each) => each.id === id);
        if (node !== undefined) return { version, node };
      }
      throw new Error(`no node ${id}`);
    };
    const replicasOn = (id: number) =>
      world.replicas.filter((replica) => replica.state !== "gone" && replica.node?.id === id);
    return {
      random: world.streams.stream(`fault/${fault.name}`),
      runningReplicas: (version, deployment) =>
        world.replicas
          .filter(
            (replica) =>
              replica.state === "running" &&
              replica.deployment.version === versionOf(version) &&
              (deployment === null || replica.deployment.definition.name === deployment),
          )
          .map(({ id }) => id),
      readyNodes: (version, workerGroup, market) =>
        (versionOf(version)?.fleet.nodes ?? [])
          .filter(
            ({ state, group }) =>
              state === "ready" &&
              (workerGroup === null || group.name === workerGroup) &&
              (market === null || group.market === market),
          )
          .map(({ id }) => id),
      crashReplica: (id, reason) => {
        const replica = world.replicas[id];
        if (replica !== undefined) this.#replicas.crash(replica, reason);
      },
      failHealthChecks: (id, options) => {
        const replica = world.replicas[id];
        if (replica !== undefined) this.#replicas.failHealthChecks(replica, options);
      },
      warnNode: (id) => {
        const { node } = nodeOf(id);
        if (node.state !== "ready") return;
        node.cancelTimer();
        node.state = "leaving";
        for (const replica of replicasOn(id)) this.#replicas.stop(replica);
      },
      loseNode: (id, reason) => {
        const { version, node } = nodeOf(id);
        if (node.state === "gone") return;
        world.log({
          kind: "node-lost",
          message: `${version.id}: node ${id} is lost`,
          version: version.id,
          node: id,
        });
        for (const replica of replicasOn(id)) this.#replicas.crash(replica, reason);
        version.fleet.release(node);
      },
      killHeadNode: (version) => {
        const struck = versionOf(version);
        return struck !== null && this.#versions.killHead(struck);
      },
      breakStartUp: (version, deployment, mode) => {
        this.#now(version, (struck) => struck.startUpFaults.push({ deployment, mode }));
      },
      slowDown: (version, factor) =>
        this.#lasting(version, {
          begin: (struck) => this.#setSlowFactor(struck, struck.slowFactor * factor),
          end: (struck) => this.#setSlowFactor(struck, struck.slowFactor / factor),
        }),
      addErrors: (version, percent) =>
        this.#lasting(version, {
          begin: (struck) => this.#setErrors(struck, [...this.#errorsOf(struck), percent]),
          end: (struck) => {
            const rest = [...this.#errorsOf(struck)];
            rest.splice(rest.indexOf(percent), 1);
            this.#setErrors(struck, rest);
          },
        }),
      beginStockOut: (name) => {
        const pool = world.pools.get(name);
        pool?.beginStockOut();
        return () => pool?.endStockOut();
      },
      after: (seconds, then) => {
        world.loop.at(world.loop.nowSeconds + seconds, ranks.faults, () => {
          then();
          world.requestReview();
        });
      },
      log: (message) => world.log({ kind: "fault", message: `${fault.name}: ${message}` }),
    };
  }

  /** Does it to the version; a canary that does not exist yet is struck when it does. */
  #now(version: FaultVersion, effect: (struck: VersionWorld) => void): void {
    if (version === "primary") effect(this.#world.primary);
    else if (this.#world.canary !== null) effect(this.#world.canary);
    else this.#forNextCanary.push(effect);
  }

  #lasting(
    version: FaultVersion,
    effect: { readonly begin: (struck: VersionWorld) => void; readonly end: (struck: VersionWorld) => void },
  ): Undo {
    let struck: VersionWorld | null = null;
    let isOver = false;
    this.#now(version, (found) => {
      if (isOver) return;
      struck = found;
      effect.begin(found);
    });
    return () => {
      isOver = true;
      if (struck !== null) effect.end(struck);
    };
  }

  #setSlowFactor(version: VersionWorld, factor: number): void {
    version.slowFactor = factor;
    for (const deployment of version.deployments) {
      for (const replica of deployment.replicas) {
        if (replica.hot >= 0) this.#world.path.setSpeed(replica.hot, 1 / factor);
      }
    }
  }

  #errorsOf(version: VersionWorld): readonly number[] {
    return this.#errorPercents.get(version.index) ?? [];
  }

  #setErrors(version: VersionWorld, percents: number[]): void {
    this.#errorPercents.set(version.index, percents);
    this.#world.path.setVersionErrorPercent(version.index, Math.max(0, ...percents));
  }
}
