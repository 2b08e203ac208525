import { amountOf } from "../../cluster/amountOf.ts";
import type { Cluster, WorkerGroup } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import { fits } from "../../cluster/fits.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { replicaNeed } from "../../simulation/replicaNeed.ts";
import type { Reporter } from "../Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { suggestName } from "../suggestName.ts";
import type { Sourced } from "./SourcedService.ts";

/** Reports deployments of which a replica fits on a node of no worker group. */
export function checkReplicasFit(
  deployments: readonly { readonly source: Sourced<DeploymentConfig>; readonly deployment: Deployment }[],
  cluster: Cluster,
  reporter: Reporter,
): void {
  const groups = cluster.workerGroups.filter(({ maxNodes }) => maxNodes > 0);
  for (const { source, deployment } of deployments) {
    const need = replicaNeed(deployment);
    if (groups.some((group) => fits(need, { group, free: capacityOf(group.instanceType) }))) continue;
    const { name, resources } = deployment;
    const key =
      source.value.placement_group_bundles == null ? "ray_actor_options" : "placement_group_bundles";
    const unknown = Object.keys(resources.custom ?? {}).find((each) =>
      groups.every(({ instanceType }) => amountOf(instanceType.resources, each) === 0),
    );
    reporter.problem(
      source.pathOf(key),
      unknown === undefined
        ? `a replica of ${name} needs ${describeNeed(resources)} and fits on a node of no worker group: ${describeGroups(cluster.workerGroups)}`
        : `a replica of ${name} needs the custom resource ${JSON.stringify(unknown)}, which no worker group has; ${advice(unknown, groups)}`,
    );
  }
}

function advice(unknown: string, groups: readonly WorkerGroup[]): string {
  const known = [...new Set(groups.flatMap(({ instanceType }) => Object.keys(instanceType.resources ?? {})))];
  const meant = suggestName(unknown, known);
  return meant === null
    ? `nodes get it by "resources" of their group in the compute config, or of their type in cluster.instanceTypes`
    : `did you mean ${JSON.stringify(meant)}?`;
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
  return Object.entries(custom).map(([name, amount]) => `${amount} ${name}`);
}

function list(parts: readonly string[]): string {
  return parts.length < 3
    ? parts.join(" and ")
    : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}
