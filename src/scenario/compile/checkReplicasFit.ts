import { amountOf } from "../../cluster/amountOf.ts";
import type { Cluster, WorkerGroup } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import { fits } from "../../cluster/placement/fits.ts";
import type { BundleGroup } from "../../cluster/placement/placeBundles.ts";
import { planNodes } from "../../cluster/placement/planNodes.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { goesByGroup } from "../../simulation/world/PlacementUnit.ts";
import { gangGroup, placementGroup } from "../../simulation/world/placementGroup.ts";
import { replicaNeed } from "../../simulation/world/replicaNeed.ts";
import { describeAmount } from "../machines/describeAmount.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { suggestName } from "../problems/suggestName.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { acceleratorResource } from "./customResources.ts";
import type { Sourced } from "./SourcedService.ts";

/**
 * Reports deployments of which a replica fits on a node of no worker group; of one with a placement group, or of a gang, for
 * which all the nodes that the groups may have leave no room.
 */
export function checkReplicasFit(
  deployments: readonly { readonly source: Sourced<DeploymentConfig>; readonly deployment: Deployment }[],
  cluster: Cluster,
  reporter: Reporter,
): void {
  const groups = cluster.workerGroups.filter(({ maxNodes }) => maxNodes > 0);
  for (const { source, deployment } of deployments) {
    const together = groupOf(deployment, cluster);
    if (fitsSomewhere(deployment, together, groups)) continue;
    const { name, resources } = deployment;
    const key =
      source.value.placement_group_bundles == null ? "ray_actor_options" : "placement_group_bundles";
    const unknown = Object.keys(resources.custom ?? {}).find((each) =>
      groups.every(({ instanceType }) => amountOf(instanceType.resources, each) === 0),
    );
    reporter.problem(
      source.pathOf(key),
      unknown === undefined
        ? `${describeUnit(deployment, together)} and fits on ${together === null ? "a node of no worker group" : "no number of nodes that the worker groups may have"}: ${describeGroups(cluster.workerGroups)}`
        : `a replica of ${name} needs ${describeKind(unknown)}, which no worker group has; ${advice(unknown, groups)}`,
    );
  }
}

/** What is placed as one where it may lie on several nodes. */
function groupOf(deployment: Deployment, { placement }: Cluster): BundleGroup | null {
  if (deployment.gang !== undefined) return gangGroup(deployment, deployment.gang);
  const own = placementGroup(deployment);
  return own !== null && goesByGroup(own, { isSpread: placement === "spread" }) ? own : null;
}

function fitsSomewhere(
  deployment: Deployment,
  together: BundleGroup | null,
  groups: readonly WorkerGroup[],
): boolean {
  if (together === null) {
    const need = replicaNeed(deployment);
    return groups.some((group) => fits(need, { group, free: capacityOf(group.instanceType) }));
  }
  const growing = groups.map((group) => ({ group, room: group.maxNodes }));
  return planNodes(together, [], growing) !== null;
}

function describeUnit({ name, resources, gang }: Deployment, together: BundleGroup | null): string {
  const need = `needs ${describeNeed(resources)}`;
  if (together === null) return `a replica of ${name} ${need}`;
  const { strategy, bundles } = together;
  const parts = bundles.length === 1 ? "" : ` in ${bundles.length} bundles, ${strategy},`;
  return gang === undefined
    ? `a replica of ${name} ${need}${parts}`
    : `a gang of ${gang.size} replicas of ${name}, each of which ${need},${parts}`;
}

/** An accelerator type is a resource to Ray (ray 2.60.0, `resources_from_ray_options`). */
function describeKind(unknown: string): string {
  return unknown.startsWith(acceleratorResource)
    ? `the accelerator ${JSON.stringify(unknown.slice(acceleratorResource.length))}`
    : `the custom resource ${JSON.stringify(unknown)}`;
}

function advice(unknown: string, groups: readonly WorkerGroup[]): string {
  if (unknown.startsWith(acceleratorResource)) return `they have ${describeAccelerators(groups)}`;
  const known = [...new Set(groups.flatMap(({ instanceType }) => Object.keys(instanceType.resources ?? {})))];
  const meant = suggestName(unknown, known);
  return meant === null
    ? `nodes get it by "resources" of their group in the compute config, or of their type in cluster.instanceTypes`
    : `did you mean ${JSON.stringify(meant)}?`;
}

function describeAccelerators(groups: readonly WorkerGroup[]): string {
  return list(
    groups.map(({ name, instanceType: { acceleratorType } }) => `${acceleratorType ?? "none"} (${name})`),
  );
}

function describeNeed({ cpus, gpus, custom = {} }: ReplicaResources): string {
  return list([`${cpus} CPUs`, `${gpus} GPUs`, ...describeCustom(custom)]);
}

function describeGroups(groups: readonly WorkerGroup[]): string {
  return groups
    .map(
      ({ name, instanceType: { name: type, cpus, gpus, resources = {} } }) =>
        `${name} (${[`${type}: ${cpus} CPUs`, `${gpus} GPUs`, ...describeCustom(resources)].join(", ")})`,
    )
    .join(", ");
}

function describeCustom(custom: Readonly<Record<string, number>>): string[] {
  return Object.entries(custom).map(([name, amount]) => describeAmount(name, amount));
}

function list(parts: readonly string[]): string {
  return parts.length < 3
    ? parts.join(" and ")
    : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
