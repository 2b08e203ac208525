import { ControlPath } from "./ControlPath.ts";
import { FaultInjector } from "./FaultInjector.ts";
import { RunningSimulation, type Simulation } from "./RunningSimulation.ts";
import { BeyondCapacity } from "./record/BeyondCapacity.ts";
import { Observer } from "./record/Observer.ts";
import { Autoscaling } from "./replicas/Autoscaling.ts";
import { Compaction } from "./replicas/Compaction.ts";
import { ReplicaLifecycle } from "./replicas/ReplicaLifecycle.ts";
import type { Scenario } from "./Scenario.ts";
import { TrafficSources } from "./traffic/TrafficSources.ts";
import { CommandDesk } from "./updates/CommandDesk.ts";
import type { CompileService } from "./updates/CompileService.ts";
import { InPlaceUpdates } from "./updates/InPlaceUpdates.ts";
import { RolloutPlayer } from "./updates/RolloutPlayer.ts";
import { UpdateClock } from "./updates/UpdateClock.ts";
import { HeadNodes } from "./versions/HeadNodes.ts";
import { ProxyLifecycle } from "./versions/ProxyLifecycle.ts";
import { ServiceStarts } from "./versions/ServiceStarts.ts";
import { StateKeeper } from "./versions/StateKeeper.ts";
import { VersionLifecycle } from "./versions/VersionLifecycle.ts";
import { createWorld } from "./world/createWorld.ts";

/** What a simulation may be given beside its scenario. */
export interface SimulationOptions {
  /** Makes versions of the service configs of `command`: that of `parseScenario`. Left out: a deploy of a config is refused. */
  readonly compileService?: CompileService | undefined;
}

/**
 * Sets a scenario up, at 0 s: the primary runs, or begins to start, and no command has been given. Nothing happens until `advanceTo`.
 *
 * Every part is made of those above it and keeps what it is given. Making one starts nothing: at most it puts events into the loop.
 * So a line moved above one that it needs does not compile, and any order that compiles gives the same simulation.
 * @throws SimulationLimitError from `advanceTo`, when a limit of the scenario is met.
 */
export function startSimulation(scenario: Scenario, { compileService }: SimulationOptions = {}): Simulation {
  const world = createWorld(scenario);
  const observer = new Observer(world);
  const clock = new UpdateClock(world.loop);
  const states = new StateKeeper(world);
  const beyondCapacity = new BeyondCapacity(world);

  const replicas = new ReplicaLifecycle(world);
  const proxies = new ProxyLifecycle(world);
  const autoscaling = new Autoscaling(world);
  const compaction = new Compaction(world, replicas);
  const heads = new HeadNodes(world, replicas, proxies);
  const versions = new VersionLifecycle(world, replicas, proxies);
  const traffic = new TrafficSources(world, proxies);
  const faults = new FaultInjector(world, { replicas, heads, proxies });

  const writers = { world, versions, heads, traffic, autoscaling, observer, clock };
  const starts = new ServiceStarts(writers);
  const inPlace = new InPlaceUpdates(writers);
  const player = new RolloutPlayer({ ...writers, faults, beyondCapacity });
  const commands = new CommandDesk(world, {
    player,
    inPlace,
    starts,
    compileService: compileService ?? null,
  });

  const lives = { world, replicas, compaction, versions, proxies, autoscaling };
  const control = new ControlPath({ ...lives, player, inPlace, starts, states, beyondCapacity });
  const records = { observer, clock, states, traffic, compaction, beyondCapacity };
  return new RunningSimulation({ world, starts, player, commands, control, ...records });
}
