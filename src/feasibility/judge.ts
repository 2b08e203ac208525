import type { Scenario, ServiceVersion } from "../simulation/Scenario.ts";
import type { Dependence, Shortage } from "./Feasibility.ts";
import { readShortage } from "./readShortage.ts";
import { type Conditions, usualConditions } from "./rehearsal/Conditions.ts";
import { forwardCommands } from "./rehearsal/quieten.ts";
import { type Rehearsal, rehearse } from "./rehearsal/rehearse.ts";
import { limitOf } from "./repairs/moreNodes.ts";
import { withRoom } from "./repairs/withRoom.ts";

/** Rehearses a scenario under the usual conditions but for these. */
export type TryUnder = (changed: Partial<Conditions>) => Rehearsal;

/** What was found out by rehearsing. */
export interface Judgement extends Doubts {
  readonly usual: Rehearsal;
  readonly tryUnder: TryUnder;
}

/** Rehearses the update of a scenario under the usual conditions, and under those that might let it end otherwise; `null`: there is none. */
export function judge(scenario: Scenario): Judgement | null {
  if (forwardCommands(scenario).length === 0 && scenario.start === "running") return null;
  const tryUnder: TryUnder = (changed) => rehearse(scenario, { ...usualConditions, ...changed });
  const usual = tryUnder({});
  return { usual, tryUnder, ...findDoubts(scenario, usual, tryUnder) };
}

/** Why the end is not certain. */
interface Doubts {
  readonly on: readonly Dependence[];
  /** Of the first rehearsal that failed where the usual one did not; `null`: of none. */
  readonly shortage: Shortage | null;
  /** Under which it does not finish. */
  readonly worst: Conditions;
}

/** What the end depends on: conditions under which it is another one than under the usual ones. */
function findDoubts(scenario: Scenario, usual: Rehearsal, tryUnder: TryUnder): Doubts {
  const on: Dependence[] = [];
  let shortage: Shortage | null = null;
  let worst: Conditions = usualConditions;
  const hold = (changed: Partial<Conditions>, dependence: () => Dependence | null) => {
    const other = tryUnder(changed);
    if (other.isDone === usual.isDone) return;
    const found = dependence();
    if (found === null) return;
    on.push(found);
    if (other.isDone) return;
    shortage ??= readShortage(other.result);
    worst = { ...worst, ...changed };
  };
  for (const seed of luckySeeds(scenario, usual)) {
    hold({ seed }, () => ({ kind: "order" }));
    if (on.length > 0) break;
  }
  const change = poolChangeIn(scenario);
  if (change !== null) hold({ pools: "frozen" }, () => ({ ...change, finishesWithIt: usual.isDone }));
  if (usual.isDone) {
    const spot = spotGroups(scenario);
    if (spot.length > 0) hold({ hasSpot: false }, () => ({ kind: "spot", workerGroups: spot }));
    const autoscaled = autoscaledDeployments(scenario);
    if (autoscaled.length > 0) {
      const doubt = (): Dependence => ({
        kind: "autoscaling",
        deployments: autoscaled,
        finishesAtLeast: true,
      });
      hold({ load: "busy" }, doubt);
      const isDoubted = on.some(({ kind }) => kind === "autoscaling");
      // Of one deployment alone, what it has beyond its least takes no place from itself.
      const mayCrowd = versionsOf(scenario).some(({ deployments }) => deployments.length > 1);
      if (!isDoubted && mayCrowd) hold({ load: "most" }, doubt);
    }
    hold({ pace: "slow" }, () => ({ kind: "time" }));
  } else {
    if (isForTime(usual)) hold({ pace: "quick" }, () => ({ kind: "time" }));
    const autoscaled = autoscaledDeployments(scenario);
    const doubt = (): Dependence => ({
      kind: "autoscaling",
      deployments: autoscaled,
      finishesAtLeast: false,
    });
    const tries: readonly Partial<Conditions>[] =
      autoscaled.length > 0 ? [{ isPacked: true }, { load: "busy" }, { load: "most" }] : [];
    for (const each of tries) {
      if (on.length === 0) hold(each, doubt);
    }
    if (on.length === 0 && autoscaled.length > 0 && mayBePackedBetter(scenario, usual)) on.push(doubt());
  }
  return { on, shortage, worst };
}

/**
 * Whether replicas of several sizes, or on machines of several kinds, might leave enough room if they lay otherwise, as those that come
 * and go may come to: whether it finishes with as many machines more as they could give up at best.
 */
function mayBePackedBetter(scenario: Scenario, { result }: Rehearsal): boolean {
  if (!versionsOf(scenario).some(isMixed)) return false;
  const limit = limitOf(readShortage(result).cause);
  if (limit === null) return false;
  const most = Math.max(
    ...result.versions.map(({ id }) => result.nodes.filter(({ version }) => version === id).length),
  );
  if (most < 2) return false;
  return rehearse(withRoom(scenario, [{ limit, nodes: most - 1 }]), usualConditions).isDone;
}

/** It waits for no machine: another time may do what more machines do not. */
function isForTime({ result }: Rehearsal): boolean {
  return result.waitedFor.length === 0;
}

/** Its own, and some others where it may matter in which order machines come up; none where they are all alike and too few. */
function luckySeeds(scenario: Scenario, usual: Rehearsal): readonly string[] {
  const isAlike = !versionsOf(scenario).some(isMixed);
  if (isAlike) return usual.isDone || isForTime(usual) ? [scenario.seed] : [];
  const others = Array.from({ length: otherOrders }, (_, index) => `${scenario.seed}/order-${index + 1}`);
  return [scenario.seed, ...others];
}

const otherOrders = 2;

/** Replicas of several sizes, or machines of several kinds: what lies where decides what else has room. */
function isMixed({ deployments, cluster }: ServiceVersion): boolean {
  const needs = deployments.map(({ resources, maxReplicasPerNode }) =>
    JSON.stringify([resources, maxReplicasPerNode]),
  );
  return (
    new Set(needs).size > 1 ||
    cluster.workerGroups.length > 1 ||
    deployments.some(({ placementGroup, gang }) => placementGroup !== undefined || gang !== undefined)
  );
}

/** The first change of a pool after the update has begun. */
function poolChangeIn(scenario: Scenario): Extract<Dependence, { kind: "pool-change" }> | null {
  const beginSeconds = forwardCommands(scenario)[0]?.atSeconds ?? 0;
  const changes = scenario.pools.flatMap(({ name, changes: all }) =>
    (all ?? [])
      .filter(({ atSeconds }) => atSeconds > beginSeconds)
      .map(({ atSeconds, maxNodes }) => ({
        kind: "pool-change" as const,
        pool: name,
        atSeconds,
        maxNodes,
        finishesWithIt: true,
      })),
  );
  return changes.sort((one, other) => one.atSeconds - other.atSeconds)[0] ?? null;
}

/** Worker groups that have spot machines or none. */
function spotGroups(scenario: Scenario): readonly string[] {
  const names = versionsOf(scenario).flatMap(({ cluster }) =>
    cluster.workerGroups.filter(({ market }) => market === "spot").map(({ name }) => name),
  );
  return [...new Set(names)];
}

/** Those that may have more than their least. */
export function autoscaledDeployments(scenario: Scenario): readonly string[] {
  const names = versionsOf(scenario).flatMap(({ deployments }) =>
    deployments
      .filter(({ scaling }) => scaling.kind === "autoscaling" && scaling.maxReplicas > scaling.minReplicas)
      .map(({ name }) => name),
  );
  return [...new Set(names)];
}

/** Every version that the scenario names: the one that runs, and those that commands bring. */
export function versionsOf({ primary, commands }: Scenario): readonly ServiceVersion[] {
  return [primary, ...commands.flatMap(({ command }) => ("version" in command ? [command.version] : []))];
}
