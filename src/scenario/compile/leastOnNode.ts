import { amountOf } from "../../cluster/amountOf.ts";
import type { InstanceType } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import { fits } from "../../cluster/placement/fits.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { resourcesNeed } from "../../simulation/world/replicaNeed.ts";

/**
 * What a node should have, for a replica of the deployment to lie on few of them: all of the replica where some machine has
 * that, else an even part of its bundles, as large as some machine has; a bundle where each has a node of its own.
 */
export function leastOnNode(
  { resources, placementGroup }: Deployment,
  machines: readonly InstanceType[],
): ReplicaResources {
  if (placementGroup === undefined || placementGroup.strategy === "STRICT_PACK") return resources;
  const { strategy, bundles } = placementGroup;
  const mostNodes = bundles.length;
  for (let nodes = strategy === "STRICT_SPREAD" ? mostNodes : 1; nodes <= mostNodes; nodes++) {
    const part = largestPart(bundles, Math.ceil(mostNodes / nodes));
    if (machines.some((machine) => fits(resourcesNeed(part), { free: capacityOf(machine) }))) return part;
  }
  return resources;
}

/** The most of each resource that so many bundles in a row have together. */
function largestPart(bundles: readonly ReplicaResources[], size: number): ReplicaResources {
  const parts: ReplicaResources[] = [];
  for (let first = 0; first < bundles.length; first += size) {
    parts.push(sum(bundles.slice(first, first + size)));
  }
  const most = (of: (part: ReplicaResources) => number) => Math.max(...parts.map(of));
  return {
    cpus: most(({ cpus }) => cpus),
    gpus: most(({ gpus }) => gpus),
    ...customOf(parts, (name) => most(({ custom }) => amountOf(custom, name))),
  };
}

function sum(bundles: readonly ReplicaResources[]): ReplicaResources {
  const total = (of: (bundle: ReplicaResources) => number) =>
    bundles.reduce((all, bundle) => all + of(bundle), 0);
  return {
    cpus: total(({ cpus }) => cpus),
    gpus: total(({ gpus }) => gpus),
    ...customOf(bundles, (name) => total(({ custom }) => amountOf(custom, name))),
  };
}

function customOf(
  all: readonly ReplicaResources[],
  amount: (name: string) => number,
): Pick<ReplicaResources, "custom"> {
  const names = [...new Set(all.flatMap(({ custom }) => Object.keys(custom ?? {})))].sort();
  return names.length === 0 ? {} : { custom: Object.fromEntries(names.map((name) => [name, amount(name)])) };
}
