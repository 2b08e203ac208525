import type { Distribution } from "../../engine/Distribution.ts";
import { sample } from "../../engine/sample.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { startSimulation } from "../../simulation/startSimulation.ts";
import type { Conditions } from "./Conditions.ts";
import { quieten, takesBack } from "./quieten.ts";

/** What became of an update without requests and luck. */
export interface Rehearsal {
  /** All that the service was told was done. */
  readonly isDone: boolean;
  readonly result: SimulationResult;
  /** What it cost to play, in events. */
  readonly eventCount: number;
}

const firstLookSeconds = 300;
const longestLookSeconds = 6 * 3600;
/** Beside what is waited for by name: longer than anything that happens by itself in a control loop. */
const sparePatienceSeconds = 900;

/**
 * Plays an update with machines and replicas alone, until it has ended or nothing moves any more: then nothing ever will, for all
 * that could happen by itself has happened.
 */
export function rehearse(scenario: Scenario, conditions: Conditions): Rehearsal {
  const quiet = quieten(scenario, conditions);
  const patienceSeconds = patienceOf(quiet);
  const lastSeconds = Math.max(
    0,
    ...quiet.commands.map(({ atSeconds }) => atSeconds),
    ...quiet.pools.flatMap(({ changes }) => (changes ?? []).map(({ atSeconds }) => atSeconds)),
  );
  const horizonSeconds = lastSeconds + 1000 * patienceSeconds;
  const simulation = startSimulation({ ...quiet, horizonSeconds, timelineIntervalSeconds: horizonSeconds });
  let seconds = quiet.commands.at(-1)?.atSeconds ?? 0;
  let stepSeconds = firstLookSeconds;
  let seen = { eventCount: -1, status: "" };
  let changedAtSeconds = seconds;
  let isJudged = false;
  simulation.advanceTo(seconds);
  while (seconds < horizonSeconds) {
    const { eventCount } = simulation;
    const status = eventCount === seen.eventCount ? seen.status : JSON.stringify(simulation.status());
    const hasChanged = status !== seen.status;
    seen = { eventCount, status };
    if (hasChanged) {
      changedAtSeconds = seconds;
      stepSeconds = firstLookSeconds;
      isJudged = false;
    } else {
      // A whole result is the dearest thing to ask for.
      if (!isJudged && hasEnded(simulation.result())) break;
      isJudged = true;
      if (seconds >= Math.max(changedAtSeconds, lastSeconds) + patienceSeconds) break;
      stepSeconds = Math.min(2 * stepSeconds, longestLookSeconds);
    }
    seconds += stepSeconds;
    simulation.advanceTo(seconds);
  }
  const result = simulation.result();
  const orderedRollbacks = quiet.commands.filter(
    ({ command }) => command.kind === "rollback" || takesBack(command, quiet.primary),
  ).length;
  return { isDone: isDone(result, orderedRollbacks), result, eventCount: simulation.eventCount };
}

/** Whether everything that a service was told is done, and not given up. */
function isDone(
  { summary: { outcome }, rollouts, commands }: SimulationResult,
  orderedRollbacks: number,
): boolean {
  const isWell =
    outcome === "completed" ||
    outcome === "paused" ||
    outcome === "updated-in-place" ||
    outcome === "started";
  const givenUp = rollouts.filter((rollout) => rollout.outcome === "rolled-back").length;
  const failed = rollouts.some((rollout) => rollout.outcome === "failed");
  // Neither would have updated anything.
  const refused = commands.some(({ accepted, kind }) => !accepted && kind !== "rollback" && kind !== "scale");
  return isWell && !failed && !refused && givenUp <= orderedRollbacks;
}

function hasEnded({ summary: { outcome } }: SimulationResult): boolean {
  return outcome !== "in-progress";
}

/** Nothing that happens by itself takes longer: boots, starts, drains, idle nodes, and what the strategies wait for. */
function patienceOf(scenario: Scenario): number {
  const versions = [
    scenario.primary,
    ...scenario.commands.flatMap(({ command }) => ("version" in command ? [command.version] : [])),
  ];
  const ofVersions = versions.flatMap(({ cluster, deployments }) => [
    ...(cluster.headNode === null ? [] : [fixed(cluster.headNode.bootSeconds)]),
    ...(cluster.compaction === undefined ? [] : Object.values(cluster.compaction)),
    ...(cluster.proxies === undefined
      ? []
      : [fixed(cluster.proxies.startSeconds), cluster.proxies.minDrainingSeconds]),
    ...cluster.workerGroups.flatMap(({ bootSeconds, idleSeconds, fallbackSeconds, spotReturnSeconds }) => [
      fixed(bootSeconds),
      spotReturnSeconds ?? 0,
      // One that is never released is none to wait for.
      idleSeconds < 1e8 ? idleSeconds : 0,
      fallbackSeconds,
    ]),
    ...deployments.flatMap(({ startUpSeconds, gracefulShutdownTimeoutSeconds, scaling }) => [
      fixed(startUpSeconds),
      gracefulShutdownTimeoutSeconds,
      ...(scaling.kind === "static"
        ? []
        : [scaling.upscaleDelaySeconds, scaling.downscaleDelaySeconds, scaling.downscaleToZeroDelaySeconds]),
    ]),
  ]);
  const ofStrategies = scenario.commands.flatMap(({ command }) =>
    command.kind === "deploy" ? secondsIn(command.strategy.options) : [],
  );
  return sparePatienceSeconds + 2 * Math.max(0, ...ofVersions) + 2 * Math.max(0, ...ofStrategies);
}

/** Longer than it takes. */
function fixed(distribution: Distribution): number {
  return distribution.kind === "fixed" ? distribution.value : sample(distribution, () => 0.9999);
}

/** Every number of seconds among the options of a strategy, whatever it is for. */
function secondsIn(options: unknown): readonly number[] {
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(([name, value]) => {
    if (typeof value !== "number") return secondsIn(value);
    return name.endsWith("Seconds") && value < 1e9 ? [value] : [];
  });
}
