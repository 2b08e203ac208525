import type { BundleGroup } from "../../cluster/placement/placeBundles.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import { resourcesNeed } from "./replicaNeed.ts";

/** The placement group of one replica of the deployment; `null`: it has none. */
export function placementGroup({ placementGroup: group }: Deployment): BundleGroup | null {
  return group === undefined ? null : { strategy: group.strategy, bundles: group.bundles.map(resourcesNeed) };
}

/** The placement group of a gang of the deployment: the bundles of all its replicas, one replica after the other. */
export function gangGroup(
  deployment: Deployment,
  { size, strategy }: NonNullable<Deployment["gang"]>,
): BundleGroup {
  const bundles = placementGroup(deployment)?.bundles ?? [resourcesNeed(deployment.resources)];
  return { strategy, bundles: Array.from({ length: size }, () => bundles).flat() };
}
