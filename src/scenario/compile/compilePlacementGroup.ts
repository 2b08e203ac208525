import { amountOf } from "../../cluster/amountOf.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { bundleResources } from "./compileResources.ts";
import type { Sourced } from "./SourcedService.ts";

/** `placement_group_bundles` one by one, with `placement_group_strategy`; what Ray refuses of them. */
export function compilePlacementGroup(
  deployment: Sourced<DeploymentConfig>,
  { groups }: ReplicaResources,
  reporter: Reporter,
): Pick<Deployment, "placementGroup"> {
  const { placement_group_bundles: bundles, placement_group_strategy: strategy } = deployment.value;
  if (bundles == null) {
    if (strategy != null) {
      // ray 2.60.0, `ReplicaConfig._validate_placement_group_options`.
      reporter.problem(
        deployment.pathOf("placement_group_strategy"),
        "Ray Serve refuses it without placement_group_bundles; give both or none",
        "key",
      );
    }
    return {};
  }
  checkBundles(deployment, bundles, reporter);
  const [first, ...others] = bundles.map((bundle) => ({
    ...bundleResources(bundle),
    ...(groups === undefined ? {} : { groups }),
  }));
  if (first === undefined) return {};
  return { placementGroup: { strategy: strategy ?? "PACK", bundles: [first, ...others] } };
}

/** ray 2.60.0, `_validate_bundles`; then `ReplicaConfig`: the actor must fit in the first bundle. */
function checkBundles(
  deployment: Sourced<DeploymentConfig>,
  bundles: NonNullable<DeploymentConfig["placement_group_bundles"]>,
  reporter: Reporter,
): void {
  const path = deployment.pathOf("placement_group_bundles");
  if (bundles.length === 0)
    reporter.problem(path, "found an empty list, which Ray refuses; expected a bundle");
  for (const [index, bundle] of bundles.entries()) {
    if (Object.values(bundle).some((amount) => amount > 0)) continue;
    reporter.problem(
      [...path, index],
      "found a bundle of nothing, which Ray refuses; expected some resources",
    );
  }
  const [first] = bundles;
  if (first === undefined) return;
  const options = deployment.value.ray_actor_options ?? {};
  const needs: readonly (readonly [string, string, number])[] = [
    ["num_cpus", "CPU", options.num_cpus ?? 1],
    ["num_gpus", "GPU", options.num_gpus ?? 0],
    ...Object.entries(options.resources ?? {}).map(([name, amount]) => [name, name, amount] as const),
  ];
  for (const [key, name, need] of needs) {
    const has = amountOf(first, name);
    if (need <= has) continue;
    // Options that a config gives replace those of the code as a whole.
    if (key === "num_cpus" && deployment.value.ray_actor_options == null) {
      reporter.warning(
        path,
        `Ray Serve refuses it unless the code says num_cpus: ${has} or less: the replica's actor needs 1 CPU by default, and its first bundle has ${has}`,
        "key",
      );
    } else {
      reporter.problem(
        path,
        `the replica's actor needs ${need} ${name} (${key}), but runs in the first bundle, which has ${has}; Ray Serve refuses that`,
        "key",
      );
    }
  }
}
