import type { ControlPath } from "./ControlPath.ts";
import { auditRouters } from "./record/auditRouters.ts";
import type { BeyondCapacity } from "./record/BeyondCapacity.ts";
import { describeResult } from "./record/describeResult.ts";
import { describeStatus, withoutConfigs } from "./record/describeStatus.ts";
import type { Observer } from "./record/Observer.ts";
import type { Compaction } from "./replicas/Compaction.ts";
import type { PlayedCommand } from "./result/PlayedCommand.ts";
import type { ServiceStatus } from "./result/ServiceStatus.ts";
import type { SimulationResult } from "./result/SimulationResult.ts";
import type { Command } from "./Scenario.ts";
import type { TrafficSources } from "./traffic/TrafficSources.ts";
import type { CommandDesk } from "./updates/CommandDesk.ts";
import type { RolloutPlayer } from "./updates/RolloutPlayer.ts";
import type { ServiceDeploy, VersionDeploy } from "./updates/ServiceDeploy.ts";
import type { UpdateClock } from "./updates/UpdateClock.ts";
import type { ServiceStarts } from "./versions/ServiceStarts.ts";
import type { StateKeeper } from "./versions/StateKeeper.ts";
import { ranks } from "./world/ranks.ts";
import type { World } from "./world/World.ts";

/** A simulation that is driven step by step. */
export interface Simulation {
  readonly nowSeconds: number;
  /** Events that have happened, and requests that have arrived. */
  readonly eventCount: number;
  readonly requestCount: number;
  /** Plays everything up to and including that moment; at most to the scenario's horizon. */
  advanceTo(seconds: number): void;
  /** The service as its status command would show it. */
  status(): ServiceStatus;
  /**
   * Does a command now, or says why not; a deploy takes a whole service config. Whatever a program gives, it is checked and refused
   * in words: nothing throws for it.
   */
  command(command: Command | ServiceDeploy | VersionDeploy): PlayedCommand;
  /** What has been found out so far. */
  result(): SimulationResult;
}

/** What a simulation is made of, whole: the control path is there before anything can happen. */
export interface SimulationParts {
  readonly world: World;
  readonly starts: ServiceStarts;
  readonly player: RolloutPlayer;
  readonly commands: CommandDesk;
  readonly control: ControlPath;
  readonly observer: Observer;
  readonly clock: UpdateClock;
  readonly states: StateKeeper;
  readonly traffic: TrafficSources;
  readonly compaction: Compaction;
  readonly beyondCapacity: BeyondCapacity;
}

/** The only one who lets the clock run. */
export class RunningSimulation implements Simulation {
  readonly #parts: SimulationParts;

  /** Begins, at 0 s: the service runs or starts, and commands and rows of the timeline wait for their time. */
  constructor(parts: SimulationParts) {
    this.#parts = parts;
    const { world, starts, commands, control } = parts;
    const { scenario, loop } = world;
    if (scenario.start === "empty") starts.begin();
    else starts.beginRunning(scenario.startReplicas);
    for (const { atSeconds, command } of scenario.commands) {
      loop.at(atSeconds, ranks.commands, () => commands.take(command));
    }
    this.#scheduleRow();
    control.review();
  }

  get nowSeconds(): number {
    return this.#parts.world.loop.nowSeconds;
  }

  get eventCount(): number {
    return this.#parts.world.loop.eventCount;
  }

  get requestCount(): number {
    return this.#parts.world.statistics.versions.reduce((sum, { arrived }) => sum + arrived, 0);
  }

  advanceTo(seconds: number): void {
    const { loop, scenario } = this.#parts.world;
    loop.runUntil(Math.min(seconds, scenario.horizonSeconds));
  }

  status(): ServiceStatus {
    const { world, states, player } = this.#parts;
    return describeStatus(world, {
      state: states.serviceState,
      standing: player.standing,
      words: player.words,
    });
  }

  command(command: Command | ServiceDeploy | VersionDeploy): PlayedCommand {
    const played = this.#parts.commands.takeUnchecked(command);
    this.#parts.control.review();
    return played;
  }

  result(): SimulationResult {
    const { world, observer, player, commands, clock, states, traffic, compaction, beyondCapacity } =
      this.#parts;
    return describeResult({
      world,
      observer,
      plans: player.plans,
      words: player.words,
      rollouts: player.describeRollouts(),
      commands: commands.played,
      update: clock.record,
      states,
      service: withoutConfigs(this.status()),
      clients: traffic.describeClients(),
      compactions: compaction.records,
      beyondCapacitySeconds: beyondCapacity.seconds,
      bound: player.bound,
    });
  }

  #scheduleRow(): void {
    const { world, observer, player } = this.#parts;
    const { timelineIntervalSeconds, horizonSeconds } = world.scenario;
    const endSeconds = Math.min(this.nowSeconds + timelineIntervalSeconds, horizonSeconds);
    world.loop.at(endSeconds, ranks.observation, () => {
      observer.sampleRow(player.bound);
      auditRouters(world);
      if (endSeconds < horizonSeconds) this.#scheduleRow();
    });
  }
}
