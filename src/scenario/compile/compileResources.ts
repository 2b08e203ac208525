import { amountOf } from "../../cluster/amountOf.ts";
import type { ReplicaResources } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { acceleratorResource, customResources } from "./customResources.ts";
import type { Sourced } from "./SourcedService.ts";

/** What one replica takes of `accelerator_type:…` (ray 2.60.0, `resources_from_ray_options`). */
const acceleratorShare = 0.001;

/** What a bundle asks for, by the names of Ray. */
export function bundleResources(bundle: Readonly<Record<string, number>>): ReplicaResources {
  return resourcesOf(new Map(Object.entries(bundle)));
}

/** `placement_group_bundles` added up, else `ray_actor_options` (by default one CPU, as Ray Serve has it). */
export function compileResources(
  deployment: Sourced<DeploymentConfig>,
  reporter: Reporter,
): ReplicaResources {
  const { placement_group_bundles: bundles, ray_actor_options: options } = deployment.value;
  refuseBuiltIn(deployment, reporter);
  const type = options?.accelerator_type;
  const accelerator = type == null ? {} : { [`${acceleratorResource}${type}`]: acceleratorShare };
  if (bundles != null && bundles.length > 0) {
    const all = new Map<string, number>();
    for (const [name, amount] of bundles.flatMap((bundle) => Object.entries(bundle))) {
      // Ray counts in steps of 0.0001.
      all.set(name, Math.round(10_000 * ((all.get(name) ?? 0) + amount)) / 10_000);
    }
    for (const [name, amount] of Object.entries(accelerator)) {
      if (amountOf(bundles[0], name) > 0) continue;
      reporter.warning(
        deployment.pathOf("ray_actor_options", "accelerator_type"),
        `Ray places the actor in the first bundle, which has none of ${name}: it would never start; add ${JSON.stringify(name)}: ${acceleratorShare} to that bundle`,
        "key",
      );
      all.set(name, (all.get(name) ?? 0) + amount);
    }
    return resourcesOf(all);
  }
  return resourcesOf(
    new Map(
      Object.entries({
        ...options?.resources,
        ...accelerator,
        CPU: options?.num_cpus ?? 1,
        GPU: options?.num_gpus ?? 0,
        memory: options?.memory ?? 0,
      }),
    ),
  );
}

function resourcesOf(all: ReadonlyMap<string, number>): ReplicaResources {
  const memory = all.get("memory") ?? 0;
  const { custom } = customResources(Object.fromEntries(all));
  return {
    cpus: all.get("CPU") ?? 0,
    gpus: all.get("GPU") ?? 0,
    ...(custom === undefined && memory === 0
      ? {}
      : { custom: { ...custom, ...(memory === 0 ? {} : { memory }) } }),
  };
}

/** ray 2.60.0, `RayActorOptionsSchema`: what has an option of its own is refused among `resources`. */
function refuseBuiltIn({ value, pathOf }: Sourced<DeploymentConfig>, reporter: Reporter): void {
  const resources = value.ray_actor_options?.resources ?? {};
  for (const [name, keyword] of [
    ["CPU", "num_cpus"],
    ["GPU", "num_gpus"],
    ["memory", "memory"],
  ] as const) {
    if (!Object.hasOwn(resources, name)) continue;
    reporter.problem(
      pathOf("ray_actor_options", "resources", name),
      `Ray refuses ${name} here; say ${keyword} in ray_actor_options`,
      "key",
    );
  }
}
