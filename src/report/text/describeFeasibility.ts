import type { Dependence, Feasibility, Reliance, Shortage } from "../../feasibility/Feasibility.ts";
import type { AmountRange, RolloutNeeds } from "../../feasibility/RolloutNeeds.ts";
import type { Repair } from "../../feasibility/repairs/Repair.ts";
import { formatClock } from "./formatClock.ts";
import { formatDuration } from "./formatDuration.ts";
import { formatNumber } from "./formatNumber.ts";
import { plainText } from "./plainText.ts";

/** The verdict in one sentence; `null`: nothing is updated. */
export function describeVerdict(feasibility: Feasibility): string | null {
  switch (feasibility.verdict) {
    case "no-update":
      return null;
    case "finishes":
      return `finishes, in about ${formatDuration(feasibility.durationSeconds)} (requests and faults left out)`;
    case "never-finishes":
      return `never finishes: ${describeShortage(feasibility.shortage)}`;
    case "depends":
      return `depends on ${feasibility.on.map(describeDependence).join(", and on ")}; where it does not finish, ${describeShortage(feasibility.shortage)}`;
  }
}

/** What follows the verdict: what it relies on, what is held, and what would let it finish. Lines to paste begin with two blanks. */
export function describeFeasibilityDetails(feasibility: Feasibility): readonly string[] {
  switch (feasibility.verdict) {
    case "no-update":
      return [];
    case "finishes":
      return [...feasibility.reliesOn.map(describeReliance), describeNeeds(feasibility.needs)];
    case "never-finishes":
    case "depends":
      return [describeNeeds(feasibility.needs), ...describeRepairs(feasibility.repairs)];
  }
}

/** Now, the least and the most, such as `8 / 8 / 10`. */
export function formatRange({ now, least, most }: AmountRange): string {
  return [now, least, most].map((amount) => formatNumber(amount)).join(" / ");
}

function describeShortage({
  step,
  version,
  deployments,
  cause,
  message,
  neededNodes,
  availableNodes,
}: Shortage): string {
  const replicas = deployments
    .map(({ deployment, missingReplicas }) => `${missingReplicas} of ${plainText(deployment)}`)
    .join(" and ");
  const who =
    cause.kind === "time" || cause.kind === "refused"
      ? "the update"
      : replicas === ""
        ? plainText(version)
        : `${plainText(version)} (replicas: ${replicas})`;
  const counted =
    neededNodes === null || availableNodes === null
      ? ""
      : `: it needs ${neededNodes} ${neededNodes === 1 ? "node" : "nodes"}, and there ${availableNodes === 1 ? "is" : "are"} ${availableNodes}`;
  return `in ${plainText(step)} ${who} ${plainText(message)}${counted}`;
}

function describeDependence(dependence: Dependence): string {
  switch (dependence.kind) {
    case "pool-change": {
      const { pool, atSeconds, maxNodes, finishesWithIt } = dependence;
      return `pool ${plainText(pool)}, which has ${maxNodes} nodes from ${formatClock(atSeconds)} on (it finishes ${finishesWithIt ? "with" : "without"} that)`;
    }
    case "autoscaling":
      return dependence.finishesAtLeast
        ? `autoscaling (it finishes while ${list(dependence.deployments)} run at their least, not at their most)`
        : `autoscaling (at the least load it does not finish; replicas of ${list(dependence.deployments)} that come and go may leave other room)`;
    case "spot":
      return `spot machines for ${groups(dependence.workerGroups)}`;
    case "order":
      return "the order in which machines come up";
    case "time":
      return "time (how long machines take to boot, replicas to start and requests to end)";
  }
}

function describeReliance({ workerGroups, idleSeconds }: Reliance): string {
  return `It relies on empty nodes of ${groups(workerGroups)} going back to their pool after ${formatDuration(idleSeconds)}.`;
}

function describeNeeds({ gpus, nodes }: RolloutNeeds): string {
  return `GPUs held: now ${formatNumber(gpus.now)}, at most ${formatNumber(gpus.most)}. Nodes, where there are enough: now ${formatNumber(nodes.now)}, at most ${formatNumber(nodes.most)}.`;
}

function describeRepairs(repairs: readonly Repair[] | null): readonly string[] {
  if (repairs === null) return [];
  if (repairs.length === 0) {
    return [
      "Nothing that was tried lets it finish: more nodes, a smaller surge, fewer replicas, an update in place.",
    ];
  }
  const [first] = repairs;
  const isOnlyMachines = repairs.every(({ kind }) => kind === "more-nodes");
  const heading =
    isOnlyMachines && first !== undefined
      ? `Nothing short of ${plainText(first.what)}${first.gpus === 0 ? "" : ` (${formatNumber(first.gpus)} ${first.gpus === 1 ? "GPU" : "GPUs"})`} lets it finish:`
      : "Each of these alone lets it finish, and no smaller change of its kind does:";
  return [heading, ...repairs.flatMap(describeRepair)];
}

function describeRepair({ what, settings, durationSeconds, risk, isProven }: Repair): readonly string[] {
  const proof = isProven ? "" : " Found by halving: a smaller change may do.";
  return [
    `- ${plainText(what)}: takes about ${formatDuration(durationSeconds)}; ${plainText(risk)}.${proof}`,
    ...settings.map((setting) => `    ${plainText(setting)}`),
  ];
}

function groups(names: readonly string[]): string {
  return `${names.length === 1 ? "worker group" : "worker groups"} ${list(names)}`;
}

function list(names: readonly string[]): string {
  return names.map(plainText).join(", ");
}
