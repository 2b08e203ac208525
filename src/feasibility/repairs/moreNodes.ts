import type { WorkerGroup } from "../../cluster/Cluster.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import type { ShortageCause } from "../Feasibility.ts";
import { readShortage } from "../readShortage.ts";
import { unlimitedNodes } from "../rehearsal/quieten.ts";
import type { Rehearsal } from "../rehearsal/rehearse.ts";
import { describeCost } from "./describeCost.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";
import { type Found, smallest } from "./smallest.ts";
import { type NodeLimit, withRoom } from "./withRoom.ts";

/** So many nodes more within each limit that is in the way. */
export interface MoreNodes {
  readonly limits: readonly NodeLimit[];
  readonly found: Found<readonly number[]>;
}

/** The fewest nodes more, in all, with which the update finishes; `null`: no number of nodes would do. */
export function moreNodes(context: RepairContext): MoreNodes | null {
  const { scenario, attempt, shortage } = context;
  const limits: NodeLimit[] = [];
  let cause: ShortageCause = shortage.cause;
  let enough: Rehearsal | null = null;
  while (enough === null) {
    const limit = limitOf(cause);
    if (limit === null || limits.some((each) => each.kind === limit.kind && each.name === limit.name))
      return null;
    limits.push(limit);
    const roomy = withRoom(
      scenario,
      limits.map((each) => ({ limit: each, nodes: unlimitedNodes })),
    );
    const rehearsal = attempt.rehearse(roomy);
    if (rehearsal.isDone) enough = rehearsal;
    else cause = readShortage(rehearsal.result).cause;
  }
  const most = limits.map((limit) => mostMore(scenario, limit, enough));
  const changes = amountsUpTo(most, attempt.affordable) ?? sameAmountsUpTo(most);
  const found = smallest(changes, attempt, (amounts) =>
    attempt.run(
      withRoom(
        scenario,
        limits.map((limit, index) => ({ limit, nodes: amounts[index] ?? 0 })),
      ),
    ),
  );
  return found === null ? null : { limits, found };
}

/** In words and settings. */
export function describeMoreNodes({ limits, found }: MoreNodes, context: RepairContext): Repair {
  const { change, rehearsal, isProven } = found;
  const parts = limits.flatMap((limit, index) => {
    const nodes = change[index] ?? 0;
    return nodes === 0 ? [] : [describeLimit(limit, nodes, context.scenario)];
  });
  const cost = describeCost(rehearsal, context.scenario);
  return {
    kind: "more-nodes",
    what: parts.map(({ what }) => what).join(" and "),
    settings: parts.map(({ setting }) => setting),
    amount: Math.max(...change),
    gpus: Math.max(...parts.map(({ gpus }) => gpus)),
    ...cost,
    risk: `none beyond the price of the machines while both versions run; capacity never falls below ${cost.leastCapacityPercent} %`,
    isProven,
  };
}

/** So many more nodes, in words, as the setting that brings them, and in GPUs. */
export function describeLimit(
  { kind, name }: NodeLimit,
  nodes: number,
  scenario: Scenario,
): { readonly what: string; readonly setting: string; readonly gpus: number } {
  const groups = groupsOf(scenario).filter((group) => (kind === "pool" ? group.pool : group.name) === name);
  const types = [...new Set(groups.map(({ instanceType }) => instanceType.name))].join(" or ");
  const gpus = nodes * Math.min(...groups.map(({ instanceType }) => instanceType.gpus));
  const more = `${nodes} more ${nodes === 1 ? "node" : "nodes"}`;
  if (kind === "worker-group") {
    const before = Math.max(0, ...groups.map(({ maxNodes }) => maxNodes));
    return {
      what: `${more} in worker group ${name}`,
      gpus,
      setting: `max_nodes: ${before + nodes}   # worker group ${name} in the compute config, ${before} now`,
    };
  }
  const before = scenario.pools.find((pool) => pool.name === name)?.maxNodes ?? 0;
  return {
    what: `${more} of pool ${name}`,
    gpus,
    setting: `cluster: { pools: { ${name}: { maxNodes: ${before + nodes} } } }   # a quota or reservation for ${nodes} more ${types}, ${before} now`,
  };
}

/** Which limit of nodes is the cause; `null`: none of them. */
export function limitOf(cause: ShortageCause): NodeLimit | null {
  switch (cause.kind) {
    case "pool":
      return { kind: "pool", name: cause.pool };
    case "max-nodes":
      return cause.workerGroups[0] === undefined
        ? null
        : { kind: "worker-group", name: cause.workerGroups[0] };
    default:
      return null;
  }
}

/** How many more than now were used where there were as many as anyone may want. */
function mostMore(scenario: Scenario, limit: NodeLimit, { result }: Rehearsal): number {
  switch (limit.kind) {
    case "pool": {
      const peak = result.pools.find(({ pool }) => pool === limit.name)?.peakNodes ?? 0;
      const pool = scenario.pools.find(({ name }) => name === limit.name);
      const least = Math.min(pool?.maxNodes ?? 0, ...(pool?.changes ?? []).map(({ maxNodes }) => maxNodes));
      return Math.max(1, peak - least);
    }
    case "worker-group":
      // What a version has ever launched is no less than what it has had at once.
      return Math.max(
        1,
        ...result.versions.map(({ id }) => result.nodes.filter(({ version }) => version === id).length),
      );
  }
}

/** Every way to add nodes within the limits, the fewest in all first; `null`: there are too many. */
function amountsUpTo(most: readonly number[], mostWays: number): readonly (readonly number[])[] | null {
  if (most.reduce((ways, each) => ways * (each + 1), 1) > Math.max(mostWays, 64)) return null;
  let ways: (readonly number[])[] = [[]];
  for (const each of most) {
    ways = ways.flatMap((way) => Array.from({ length: each + 1 }, (_, nodes) => [...way, nodes]));
  }
  return ways.filter((way) => sum(way) > 0).sort((one, other) => sum(one) - sum(other));
}

function sameAmountsUpTo(most: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: Math.max(...most) }, (_, index) => most.map(() => index + 1));
}

function groupsOf({ primary, commands }: Scenario): readonly WorkerGroup[] {
  return [
    primary,
    ...commands.flatMap(({ command }) => ("version" in command ? [command.version] : [])),
  ].flatMap(({ cluster }) => cluster.workerGroups);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
