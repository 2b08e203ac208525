import { sample } from "../engine/sample.ts";
import type { Fault, FaultTrigger } from "../faults/Fault.ts";
import type { FaultPort } from "../faults/ports/FaultPort.ts";
import { strike } from "../faults/strike.ts";
import { createFaultPort, type FaultPortParts } from "./createFaultPort.ts";
import { LastingHurts } from "./LastingHurts.ts";
import { ranks } from "./world/ranks.ts";
import { splitOf } from "./world/splitOf.ts";
import type { VersionWorld, World } from "./world/World.ts";

/** Lets the scenario's faults strike when their time or the rollout's progress has come. */
export class FaultInjector {
  readonly #world: World;
  readonly #ports: ReadonlyMap<Fault, FaultPort>;
  /** Faults that wait for the canary to get so far. */
  #pending: Fault[];
  readonly #hurts: LastingHurts;

  constructor(world: World, parts: FaultPortParts) {
    this.#world = world;
    this.#hurts = new LastingHurts(world);
    const { faults } = world.scenario;
    // One port a fault: where it strikes again, its random numbers go on.
    this.#ports = new Map(
      faults.map((fault) => [fault, createFaultPort({ world, ...parts, fault, lasting: this.#hurts })]),
    );
    this.#pending = faults.filter(
      ({ trigger }) => trigger.kind === "canary-capacity" || trigger.kind === "canary-traffic",
    );
    for (const fault of faults) {
      const { trigger } = fault;
      if (trigger.kind === "at") {
        world.loop.at(trigger.atSeconds, ranks.faults, () => this.#strike(fault));
      } else if (trigger.kind === "at-random") this.#strikeAtRandom(fault, trigger);
    }
  }

  /** Capacity or traffic has moved: faults by progress may be due. */
  noteProgress(): void {
    const { loop } = this.#world;
    const split = splitOf(this.#world);
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
    this.#hurts.noteCanary(canary);
  }

  #strikeAtRandom(fault: Fault, trigger: Extract<FaultTrigger, { kind: "at-random" }>): void {
    const { loop, streams } = this.#world;
    const random = streams.stream(`fault/${fault.name}/times`);
    const gap = { kind: "exponential", mean: 3600 / trigger.perHour } as const;
    const scheduleAfter = (seconds: number) => {
      const atSeconds = seconds + sample(gap, random);
      if (atSeconds >= trigger.toSeconds) return;
      loop.at(atSeconds, ranks.faults, () => {
        this.#strike(fault);
        scheduleAfter(atSeconds);
      });
    };
    scheduleAfter(trigger.fromSeconds);
  }

  #strike(fault: Fault): void {
    const port = this.#ports.get(fault);
    if (port === undefined) throw new Error(`no port of fault ${fault.name}`);
    strike(port, fault.effect);
    this.#world.requestReview();
  }
}
