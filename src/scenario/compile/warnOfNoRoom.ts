import type { CapacityPool, WorkerGroup } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import { fits } from "../../cluster/placement/fits.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { plannedDeployments } from "../../simulation/updates/plannedDeployments.ts";
import { replicaNeed } from "../../simulation/world/replicaNeed.ts";
import { planRollout } from "../../strategies/anyscale/plan/planRollout.ts";
import type { RolloutSettings } from "../../strategies/anyscale/RolloutSettings.ts";
import { PlanError } from "../../strategies/capacity/PlanError.ts";
import type { RolloutStep } from "../../strategies/capacity/RolloutStep.ts";
import { planInPlace } from "../../strategies/inPlace/planInPlace.ts";
import { formatKeyPath } from "../problems/formatKeyPath.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** A rollout as it is ordered: from one version to the next. */
export interface OrderedRollout {
  readonly path: KeyPath;
  readonly primary: ServiceVersion;
  readonly canary: ServiceVersion;
  readonly settings: RolloutSettings;
}

/** A step that no pool has the machines for. */
interface Shortage {
  readonly pool: string;
  readonly step: number;
  readonly primaryNodes: number;
  readonly canaryNodes: number;
  readonly available: number;
}

/**
 * Warns of a rollout that can never finish, for the replicas of both versions need more machines at some step than their pool
 * ever has. What is counted is the least that is needed, so that a rollout without a warning may still wait.
 */
export function warnOfNoRoom(
  rollout: OrderedRollout,
  pools: readonly CapacityPool[],
  reporter: Reporter,
): void {
  const { maxSurgePercent } = rollout.settings;
  const shortage = findShortage(rollout, pools, maxSurgePercent);
  if (shortage === null) return;
  const { pool, step, primaryNodes, canaryNodes, available } = shortage;
  reporter.warning(
    ["cluster", "pools", pool, "maxNodes"],
    `the rollout of ${formatKeyPath(rollout.path)} can never get past step ${step}: that needs at least ${primaryNodes + canaryNodes} nodes of this pool (${primaryNodes} for the primary, ${canaryNodes} for the canary), and there are at most ${available}; ${advice(rollout, pools, shortage)}`,
  );
}

/** The largest surge that fits, and the machines that this one would need. */
function advice(rollout: OrderedRollout, pools: readonly CapacityPool[], shortage: Shortage): string {
  const { maxSurgePercent } = rollout.settings;
  let smaller = maxSurgePercent - 1;
  while (smaller > 0 && findShortage(rollout, pools, smaller) !== null) smaller--;
  const roomy = pools.map((pool) => (pool.name === shortage.pool ? { ...pool, maxNodes: Infinity } : pool));
  const needed = mostNodes(rollout, roomy, shortage.pool);
  const more = `${needed} nodes would do`;
  return smaller > 0
    ? `max_surge_percent: ${smaller} fits, or ${more}`
    : `no smaller surge fits; ${more}${canBeInPlace(rollout) ? ", or an update in place" : ""}`;
}

/** Whether everything that changes may change where the service runs; another image, say, may not. */
function canBeInPlace({ primary, canary }: OrderedRollout): boolean {
  if (primary.config === undefined || canary.config === undefined) return false;
  try {
    return planInPlace(primary.config, canary.config).kind !== "refused";
  } catch (error) {
    // What no plan can be made of is told where it is written.
    if (error instanceof PlanError) return false;
    throw error;
  }
}

function findShortage(
  rollout: OrderedRollout,
  pools: readonly CapacityPool[],
  maxSurgePercent: number,
): Shortage | null {
  for (const step of stepsOf(rollout, maxSurgePercent)) {
    for (const pool of pools) {
      const available = Math.max(pool.maxNodes, ...(pool.changes ?? []).map(({ maxNodes }) => maxNodes));
      const primaryNodes = leastNodes(rollout.primary, step.primary.replicas, pool.name);
      const canaryNodes = leastNodes(rollout.canary, step.canary.replicas, pool.name);
      if (primaryNodes + canaryNodes > available) {
        return { pool: pool.name, step: step.index, primaryNodes, canaryNodes, available };
      }
    }
  }
  return null;
}

function mostNodes(rollout: OrderedRollout, pools: readonly CapacityPool[], name: string): number {
  const pool = pools.find((each) => each.name === name);
  if (pool === undefined) return 0;
  return stepsOf(rollout, rollout.settings.maxSurgePercent).reduce(
    (most, { primary, canary }) =>
      Math.max(
        most,
        leastNodes(rollout.primary, primary.replicas, name) +
          leastNodes(rollout.canary, canary.replicas, name),
      ),
    0,
  );
}

function stepsOf(
  { primary, canary, settings }: OrderedRollout,
  maxSurgePercent: number,
): readonly RolloutStep[] {
  try {
    return planRollout({
      maxSurgePercent,
      ...(settings.canaryPercent === null ? {} : { canaryPercent: settings.canaryPercent }),
      rounding: settings.rounding,
      deployments: plannedDeployments(primary.deployments),
      canaryDeployments: plannedDeployments(canary.deployments),
    }).steps;
  } catch (error) {
    // What no plan can be made of is told where it is written.
    if (error instanceof PlanError) return [];
    throw error;
  }
}

/** The fewest machines of a pool on which these replicas of a version can be, of those that fit nowhere else. */
function leastNodes(
  { deployments, cluster }: ServiceVersion,
  replicas: RolloutStep["canary"]["replicas"],
  pool: string,
): number {
  const groups = cluster.workerGroups.filter(({ maxNodes }) => maxNodes > 0);
  const own = groups.filter((group) => group.pool === pool);
  const most = { cpus: mostOf(own, "milliCpus"), gpus: mostOf(own, "milliGpus") };
  const sum = { cpus: 0, gpus: 0 };
  let perNode = 0;
  for (const deployment of deployments) {
    const need = replicaNeed(deployment);
    const hosts = groups.filter((group) => fits(need, { free: capacityOf(group.instanceType), group }));
    if (hosts.length === 0 || hosts.some((group) => group.pool !== pool)) continue;
    const bounds = Object.hasOwn(replicas, deployment.name) ? replicas[deployment.name] : undefined;
    const count = bounds?.minReplicas ?? 0;
    sum.cpus += need.milliCpus * count;
    sum.gpus += need.milliGpus * count;
    perNode = Math.max(perNode, Math.ceil(count / (deployment.maxReplicasPerNode ?? Infinity)));
  }
  return Math.max(perNode, nodesFor(sum.cpus, most.cpus), nodesFor(sum.gpus, most.gpus));
}

function mostOf(groups: readonly WorkerGroup[], resource: "milliCpus" | "milliGpus"): number {
  return Math.max(0, ...groups.map(({ instanceType }) => capacityOf(instanceType)[resource]));
}

function nodesFor(amount: number, perNode: number): number {
  return amount === 0 || perNode === 0 ? 0 : Math.ceil(amount / perNode);
}
