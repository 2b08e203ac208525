import * as fc from "fast-check";
import type { DeploymentConfig } from "../../scenario/schema/deploymentConfigSchema.ts";
import { optionally } from "./optionally.ts";

const seconds = fc.constantFrom(0, 1, 5, 20, 60);

const autoscaling = fc
  .record({
    min_replicas: fc.integer({ min: 0, max: 3 }),
    more: fc.integer({ min: 0, max: 5 }),
    initial: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    delays: optionally({
      target_ongoing_requests: fc.constantFrom(0.5, 1, 2, 5),
      upscale_delay_s: seconds,
      downscale_delay_s: seconds,
      downscale_to_zero_delay_s: seconds,
      metrics_interval_s: fc.constantFrom(1, 10),
      look_back_period_s: fc.constantFrom(5, 30),
      upscaling_factor: fc.constantFrom(0.5, 1, 3),
      downscaling_factor: fc.constantFrom(0.5, 1, 3),
    }),
  })
  .map(({ min_replicas, more, initial, delays }) => {
    const max_replicas = Math.max(1, min_replicas + more);
    const initial_replicas =
      initial === undefined ? undefined : Math.min(Math.max(initial, min_replicas), max_replicas);
    return {
      min_replicas,
      max_replicas,
      ...(initial_replicas === undefined ? {} : { initial_replicas }),
      ...delays,
    };
  });

/** A fixed number of replicas, or autoscaling; one key or the other, as Ray Serve demands. */
export function scalingArbitrary(): fc.Arbitrary<
  Pick<DeploymentConfig, "num_replicas" | "autoscaling_config">
> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 8 }).map((num_replicas) => ({ num_replicas })) },
    { weight: 1, arbitrary: fc.constant({ num_replicas: 1 }) },
    { weight: 4, arbitrary: autoscaling.map((autoscaling_config) => ({ autoscaling_config })) },
  );
}

type Bundles = NonNullable<DeploymentConfig["placement_group_bundles"]>;

/** Bundles of a replica that fit on one of the smallest random nodes together, and the first of which has room for its actor. */
const smallBundles = fc.constantFrom<Bundles[]>(
  [{ CPU: 1, GPU: 0.5 }],
  [
    { CPU: 1, GPU: 0.5 },
    { CPU: 1, GPU: 0.5 },
  ],
  [{ CPU: 0.5 }, { CPU: 0.5, GPU: 1 }],
  [{ CPU: 1, slot: 0.5 }, { CPU: 0.5 }],
);

/** Bundles that fit on two of the smallest random nodes. */
const largeBundles = fc.constantFrom<Bundles[]>(
  [
    { CPU: 2, GPU: 1 },
    { CPU: 2, GPU: 1 },
  ],
  [
    { CPU: 1, GPU: 0.5 },
    { CPU: 1, GPU: 0.5 },
    { CPU: 1, GPU: 0.5 },
  ],
);

/** A replica in parts; what else says what it needs, or where it may be, does not stand beside them. */
const bundlesArbitrary: fc.Arbitrary<Partial<DeploymentConfig>> = fc
  .oneof(
    fc.record({
      placement_group_bundles: smallBundles,
      placement_group_strategy: fc.constantFrom(
        undefined,
        "PACK" as const,
        "SPREAD" as const,
        "STRICT_PACK" as const,
        "STRICT_SPREAD" as const,
      ),
    }),
    fc.record({
      placement_group_bundles: largeBundles,
      placement_group_strategy: fc.constantFrom(undefined, "PACK" as const, "SPREAD" as const),
    }),
  )
  .map(({ placement_group_strategy: strategy, ...bundles }) => ({
    ...bundles,
    ...(strategy === undefined ? {} : { placement_group_strategy: strategy }),
    ray_actor_options: { num_cpus: 0 },
  }));

/** One deployment of a Ray Serve config. */
export function deploymentConfigArbitrary(name: string): fc.Arbitrary<DeploymentConfig> {
  return fc
    .record({
      scaling: scalingArbitrary(),
      settings: optionally({
        max_ongoing_requests: fc.integer({ min: 1, max: 10 }),
        max_queued_requests: fc.constantFrom(-1, 1, 20),
        graceful_shutdown_timeout_s: seconds,
        graceful_shutdown_wait_loop_s: fc.constantFrom(0, 0.5, 2),
        health_check_period_s: fc.constantFrom(1, 10),
        health_check_timeout_s: fc.constantFrom(1, 30),
        max_replicas_per_node: fc.constantFrom(1, 2, 3),
        rolling_update_percentage: fc.constantFrom(0.05, 0.2, 0.5, 1),
        max_surge_percent: fc.constantFrom(0, 10, 34, 100),
        ray_actor_options: optionally({
          num_cpus: fc.constantFrom(0, 0.5, 1, 2),
          num_gpus: fc.constantFrom(0, 0.25, 0.5, 1),
          resources: fc.constantFrom({}, { slot: 0.1 }, { slot: 1 }),
        }),
      }),
    })
    .chain(({ scaling, settings }) =>
      fc.option(bundlesArbitrary, { nil: undefined, freq: 4 }).map((bundles) => {
        if (bundles === undefined) return { name, ...scaling, ...settings };
        const { max_replicas_per_node: _, ...others } = settings;
        return { name, ...scaling, ...others, ...bundles };
      }),
    );
}
