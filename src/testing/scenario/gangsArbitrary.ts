import * as fc from "fast-check";
import type { DeploymentConfig } from "../../scenario/schema/deploymentConfigSchema.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";

type Deploy = Omit<NonNullable<WrittenScenario["update"]>, "at">;

/** The gangs of deployments by name; those that are not named have none. */
type Gangs = ReadonlyMap<string, NonNullable<DeploymentConfig["gang_scheduling_config"]>>;

/** Which deployments of a scenario run in gangs, and in which: a few, in every version. */
export function gangsArbitrary(names: readonly string[]): fc.Arbitrary<Gangs> {
  const gang = fc.record({
    gang_size: fc.constantFrom(1, 2, 2, 3),
    gang_placement_strategy: fc.constantFrom("PACK" as const, "SPREAD" as const),
  });
  return fc.tuple(...names.map(() => fc.option(gang, { nil: undefined, freq: 3 }))).map(
    (gangs) =>
      new Map(
        names.flatMap((name, index) => {
          const own = gangs[index];
          return own === undefined ? [] : [[name, own] as const];
        }),
      ),
  );
}

/** The deployments that a deploy names, with their gangs; a part of a config is laid over one that has them. */
export function deployInGangs(deploy: Deploy, gangs: Gangs): Deploy {
  const { service, config } = deploy;
  return {
    ...deploy,
    ...(typeof service === "object" && !Array.isArray(service)
      ? { service: configInGangs(service, gangs, { isWhole: true }) }
      : {}),
    ...(config === undefined ? {} : { config: configInGangs(config, gangs, { isWhole: false }) }),
  };
}

function configInGangs(
  config: NonNullable<Deploy["config"]>,
  gangs: Gangs,
  options: { readonly isWhole: boolean },
): NonNullable<Deploy["config"]> {
  return {
    ...config,
    applications: (config.applications ?? []).map((application) =>
      application.deployments == null
        ? application
        : {
            ...application,
            deployments: application.deployments.map((deployment) =>
              inWholeGangs(deployment, gangs, options),
            ),
          },
    ),
  };
}

/** A deployment with its gang, if it has one: numbers of whole gangs, and none of what Ray Serve refuses beside it. */
export function inWholeGangs(
  config: DeploymentConfig,
  gangs: Gangs,
  { isWhole }: { readonly isWhole: boolean },
): DeploymentConfig {
  const gang = gangs.get(config.name);
  if (gang === undefined) return config;
  const { max_replicas_per_node: _, placement_group_strategy: __, ...others } = config;
  const { num_replicas, autoscaling_config: autoscaling } = others;
  const up = (count: number) => Math.ceil(count / gang.gang_size) * gang.gang_size;
  return {
    ...others,
    ...(isWhole ? { gang_scheduling_config: gang, ...smallReplica(others) } : {}),
    ...(typeof num_replicas === "number" ? { num_replicas: up(num_replicas) } : {}),
    ...(autoscaling == null
      ? {}
      : {
          autoscaling_config: {
            ...autoscaling,
            min_replicas: up(autoscaling.min_replicas ?? 1),
            max_replicas: up(autoscaling.max_replicas ?? 1),
            ...(autoscaling.initial_replicas == null
              ? {}
              : { initial_replicas: up(autoscaling.initial_replicas) }),
          },
        }),
  };
}

/** So small that three of them fit on the fewest and smallest nodes of a random cluster. */
function smallReplica({ placement_group_bundles: bundles }: DeploymentConfig): Partial<DeploymentConfig> {
  return bundles == null
    ? { ray_actor_options: { num_cpus: 0.5, num_gpus: 0.5 } }
    : { placement_group_bundles: bundles.map(() => ({ CPU: 0.5, GPU: 0.1 })) };
}
