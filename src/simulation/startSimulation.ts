import { EventLoop } from "../engine/EventLoop.ts";
import { createRandomStreams } from "../engine/RandomStreams.ts";
import { RequestStatistics } from "../metrics/RequestStatistics.ts";
import { failureReasons } from "../serve/path/failureReasons.ts";
import { RequestPath } from "../serve/path/RequestPath.ts";
import { KeyedDraws } from "../workload/arrivals/KeyedDraws.ts";
import { ControlPath } from "./ControlPath.ts";
import { FaultInjector } from "./FaultInjector.ts";
import { auditRouters } from "./record/auditRouters.ts";
import { describeResult } from "./record/describeResult.ts";
import { describeStatus, withoutConfigs } from "./record/describeStatus.ts";
import { Observer } from "./record/Observer.ts";
import { Autoscaling } from "./replicas/Autoscaling.ts";
import { Compaction } from "./replicas/Compaction.ts";
import { ReplicaLifecycle } from "./replicas/ReplicaLifecycle.ts";
import type { PlayedCommand } from "./result/PlayedCommand.ts";
import type { ServiceStatus } from "./result/ServiceStatus.ts";
import type { SimulationResult } from "./result/SimulationResult.ts";
import type { Command, Scenario } from "./Scenario.ts";
import { TrafficSources } from "./traffic/TrafficSources.ts";
import { CommandDesk } from "./updates/CommandDesk.ts";
import type { CompileService } from "./updates/CompileService.ts";
import { InPlaceUpdates } from "./updates/InPlaceUpdates.ts";
import { plannedDeployment } from "./updates/plannedDeployments.ts";
import { RolloutPlayer } from "./updates/RolloutPlayer.ts";
import type { ServiceDeploy, VersionDeploy } from "./updates/ServiceDeploy.ts";
import { UpdateClock } from "./updates/UpdateClock.ts";
import { HeadNodes } from "./versions/HeadNodes.ts";
import { ProxyLifecycle } from "./versions/ProxyLifecycle.ts";
import { ServiceStarts } from "./versions/ServiceStarts.ts";
import { StateKeeper } from "./versions/StateKeeper.ts";
import { VersionLifecycle } from "./versions/VersionLifecycle.ts";
import { createWorld } from "./world/createWorld.ts";
import { ranks } from "./world/ranks.ts";
import type { VersionWorld, World } from "./world/World.ts";

/** More events than anyone reads; the log stops there and says so. */
const maxLoggedEvents = 100_000;

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

export interface SimulationOptions {
  /** Makes versions of the service configs of `command`: that of `parseScenario`. Left out: a deploy of a config is refused. */
  readonly compileService?: CompileService | undefined;
}

/**
 * Sets a scenario up, at 0 s: the primary runs, or begins to start, and no command has been given. Nothing happens until `advanceTo`.
 * @throws SimulationLimitError from `advanceTo`, when a limit of the scenario is met.
 */
export function startSimulation(scenario: Scenario, options: SimulationOptions = {}): Simulation {
  return new RunningSimulation(scenario, options);
}

class RunningSimulation implements Simulation {
  readonly #scenario: Scenario;
  readonly #loop: EventLoop;
  readonly #world: World;
  readonly #observer: Observer;
  readonly #replicas: ReplicaLifecycle;
  readonly #updateClock: UpdateClock;
  readonly #player: RolloutPlayer;
  readonly #commands: CommandDesk;
  readonly #states: StateKeeper;
  readonly #compaction: Compaction;
  readonly #control: ControlPath;
  readonly #traffic: TrafficSources;
  #cancelReview: (() => void) | null = null;

  constructor(scenario: Scenario, { compileService }: SimulationOptions) {
    this.#scenario = scenario;
    this.#loop = new EventLoop({ maxEvents: scenario.limits.maxEvents });
    const statistics = new RequestStatistics({ failureCodes: failureReasons.length });
    const streams = createRandomStreams(scenario.seed);
    const calls = new KeyedDraws(streams.stream("calls"));
    const path = new RequestPath({
      loop: this.#loop,
      statistics,
      maxRequests: scenario.limits.maxRequestsInSystem,
      rank: ranks.requests,
      onIdleReplica: (owner) => {
        const replica = this.#world.replicas[owner];
        if (replica !== undefined) this.#replicas.onIdle(replica);
      },
      drawCalls: (key, index) => calls.at(key, index),
      onAnswer: (caller, failure) => this.#traffic.onAnswer(caller, failure),
    });
    this.#world = createWorld(scenario, {
      loop: this.#loop,
      streams,
      statistics,
      path,
      requestReview: () => this.#requestReview(),
      noteHolding: () => this.#observer.noteHolding(),
      log: (event) => this.#log(event),
    });
    this.#observer = new Observer(this.#world);
    this.#replicas = new ReplicaLifecycle(this.#world);
    const proxies = new ProxyLifecycle(this.#world);
    const heads = new HeadNodes(this.#world, this.#replicas, proxies);
    const versions = new VersionLifecycle(this.#world, this.#replicas, proxies);
    const autoscaling = new Autoscaling(this.#world);
    this.#states = new StateKeeper(this.#world);
    this.#traffic = new TrafficSources(this.#world, proxies);
    this.#updateClock = new UpdateClock(this.#loop);
    const parts = {
      world: this.#world,
      versions,
      heads,
      traffic: this.#traffic,
      autoscaling,
      observer: this.#observer,
      clock: this.#updateClock,
    };
    const starts = new ServiceStarts(parts);
    if (scenario.start === "empty") starts.begin(scenario.primary);
    else starts.beginRunning(scenario.primary, scenario.startReplicas);
    const faults = new FaultInjector(this.#world, { replicas: this.#replicas, heads, proxies });
    this.#player = new RolloutPlayer({
      ...parts,
      onCanary: () => {
        if (this.#world.canary !== null) faults.noteCanary(this.#world.canary);
      },
      onSplit: () => faults.noteProgress(),
    });
    const inPlace = new InPlaceUpdates(parts);
    this.#commands = new CommandDesk(this.#world, {
      player: this.#player,
      inPlace,
      starts,
      compileService: compileService ?? null,
    });
    this.#compaction = new Compaction(this.#world, this.#replicas);
    this.#control = new ControlPath({
      world: this.#world,
      replicas: this.#replicas,
      compaction: this.#compaction,
      versions,
      proxies,
      autoscaling,
      player: this.#player,
      inPlace,
      starts,
      states: this.#states,
    });
    for (const { atSeconds, command } of scenario.commands) {
      this.#loop.at(atSeconds, ranks.commands, () => this.#commands.take(command));
    }
    this.#scheduleRow();
    this.#control.review();
  }

  get nowSeconds(): number {
    return this.#loop.nowSeconds;
  }

  get eventCount(): number {
    return this.#loop.eventCount;
  }

  get requestCount(): number {
    return this.#world.statistics.versions.reduce((sum, { arrived }) => sum + arrived, 0);
  }

  advanceTo(seconds: number): void {
    this.#loop.runUntil(Math.min(seconds, this.#scenario.horizonSeconds));
  }

  status(): ServiceStatus {
    return describeStatus(this.#world, { state: this.#states.serviceState, standing: this.#player.standing });
  }

  command(command: Command | ServiceDeploy | VersionDeploy): PlayedCommand {
    const played = this.#commands.takeUnchecked(command);
    this.#control.review();
    return played;
  }

  #requestReview(): void {
    if (this.#cancelReview !== null) return;
    this.#cancelReview = this.#loop.at(this.#loop.nowSeconds, ranks.review, () => {
      this.#cancelReview = null;
      this.#control.review();
    });
  }

  #scheduleRow(): void {
    const { timelineIntervalSeconds, horizonSeconds } = this.#scenario;
    const endSeconds = Math.min(this.nowSeconds + timelineIntervalSeconds, horizonSeconds);
    this.#loop.at(endSeconds, ranks.observation, () => {
      this.#observer.sampleRow(this.#gpuBound());
      auditRouters(this.#world);
      if (endSeconds < horizonSeconds) this.#scheduleRow();
    });
  }

  #gpuBound(): number {
    const { primary, canary, isRollingOut } = this.#world;
    const { boundGpus } = this.#player;
    if (boundGpus !== null) return boundGpus;
    // Where nobody knows in advance, both versions may have all that they are configured for.
    return fullGpus(primary) + (isRollingOut && canary !== null ? fullGpus(canary) : 0);
  }

  #log(event: Parameters<World["log"]>[0]): void {
    const { events } = this.#world;
    if (events.length > maxLoggedEvents) return;
    if (events.length === maxLoggedEvents) {
      events.push({ atSeconds: this.nowSeconds, kind: "log-full", message: "more happened than is logged" });
      return;
    }
    events.push({ atSeconds: this.nowSeconds, ...event });
  }

  result(): SimulationResult {
    return describeResult({
      world: this.#world,
      observer: this.#observer,
      plans: this.#player.plans,
      rollouts: this.#player.describeRollouts(),
      commands: this.#commands.played,
      update: this.#updateClock.record,
      states: this.#states,
      service: withoutConfigs(this.status()),
      clients: this.#traffic.describeClients(),
      compactions: this.#compaction.records,
      beyondCapacitySeconds: this.#control.beyondCapacitySeconds,
      gpuBound: this.#gpuBound(),
    });
  }
}

/** GPUs of a version at full capacity, autoscaled deployments at their most. */
function fullGpus({ definition }: VersionWorld): number {
  return definition.deployments.reduce((sum, deployment) => {
    const planned = plannedDeployment(deployment);
    const most = "autoscaling" in planned ? planned.autoscaling.maxReplicas : planned.numReplicas;
    return sum + most * deployment.resources.gpus;
  }, 0);
}
