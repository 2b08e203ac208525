import { amountOf } from "../../cluster/amountOf.ts";
import type { ReplicaResources } from "../../serve/Deployment.ts";
import type { Reporter } from "../Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { customResources, detectedPrefix } from "./customResources.ts";
import type { Sourced } from "./SourcedService.ts";

/** What a bundle asks for, by the names of Ray. */
export function bundleResources(bundle: Readonly<Record<string, number>>): ReplicaResources {
  return { cpus: amountOf(bundle, "CPU"), gpus: amountOf(bundle, "GPU"), ...customResources(bundle) };
}

/** `placement_group_bundles` added up, else `ray_actor_options` (by default one CPU, as Ray Serve has it). */
export function compileResources(
  deployment: Sourced<DeploymentConfig>,
  reporter: Reporter,
): ReplicaResources {
  const { placement_group_bundles: bundles, ray_actor_options: options } = deployment.value;
  for (const [name, keyword] of [
    ["CPU", "num_cpus"],
    ["GPU", "num_gpus"],
  ] as const) {
    if (options?.resources?.[name] === undefined) continue;
    reporter.problem(
      deployment.pathOf("ray_actor_options", "resources", name),
      `Ray refuses ${name} here; say ${keyword} in ray_actor_options`,
      "key",
    );
  }
  for (const name of Object.keys(options?.resources ?? {})) {
    if (!name.startsWith(detectedPrefix)) continue;
    reporter.warning(
      deployment.pathOf("ray_actor_options", "resources", name),
      "has no effect on the forecast, which does not know the accelerators of nodes; a custom resource with another name has",
      "key",
    );
  }
  if (bundles != null && bundles.length > 0) {
    const names = new Set(bundles.flatMap((bundle) => Object.keys(bundle)));
    // Ray counts in steps of 0.0001.
    const total = (resource: string) =>
      Math.round(10_000 * bundles.reduce((sum, bundle) => sum + amountOf(bundle, resource), 0)) / 10_000;
    return bundleResources(Object.fromEntries([...names].map((name) => [name, total(name)])));
  }
  return {
    cpus: options?.num_cpus ?? 1,
    gpus: options?.num_gpus ?? 0,
    ...customResources(options?.resources ?? {}),
  };
}
