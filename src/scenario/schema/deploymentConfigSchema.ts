import { z } from "zod";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { autoscalingConfigSchema } from "./autoscalingConfigSchema.ts";
import { labelsSchema } from "./labelsSchema.ts";

const amount = numberSchema({ least: 0, most: 100_000 });
const seconds = numberSchema({ least: 0, most: 366 * 86_400 });
const positiveSeconds = numberSchema({ least: 0.001, most: 366 * 86_400 });
const pause = numberSchema({ least: 0.000_001, most: 86_400 });
/** ray 2.60.0: the builders of language models set 1,000,000,000, as good as no limit. */
const ongoing = wholeNumberSchema({ least: 1, most: 1_000_000_000 });
const bytes = numberSchema({ least: 0, most: 2 ** 50 });
const resources = z.record(z.string(), amount);
const bundle = z.record(z.string(), bytes);

const replicaCount = wholeNumberSchema({ least: 1, most: 100_000 });
/** ray 2.60.0, `DeploymentConfig.validate_max_queued_requests`: 0 is refused. */
const queueError = "expected -1 (no limit) or a whole number of requests from 1";

/** One deployment of a Ray Serve config. Keys that the forecast has no use for may stand there. */
export const deploymentConfigSchema = z
  .looseObject({
    name: nameSchema,
    num_replicas: z
      .union([replicaCount, z.literal("auto")], {
        // ray 2.60.0, `DeploymentSchema.num_replicas`: a positive number.
        error: 'expected a whole number from 1 to 100000, or "auto"',
      })
      .nullish()
      .describe(
        "Default 1. auto: autoscaling from 1 to 100 replicas. For 0: autoscaling_config with min_replicas: 0.",
      ),
    autoscaling_config: autoscalingConfigSchema.nullish(),
    max_ongoing_requests: ongoing.nullish().describe("Default 5."),
    max_concurrent_queries: ongoing.nullish().describe("Deprecated name of max_ongoing_requests."),
    max_queued_requests: z
      .number({ error: queueError })
      .multipleOf(1, { error: queueError, abort: true })
      .min(-1, { error: queueError })
      .refine((requests) => requests !== 0, { error: queueError })
      .max(1_000_000_000, { error: "expected at most 1000000000; -1 is no limit" })
      .nullish()
      .describe("Requests that may wait at a router; default -1, no limit."),
    graceful_shutdown_timeout_s: seconds.nullish().describe("Default 20."),
    graceful_shutdown_wait_loop_s: seconds.nullish().describe("Default 2."),
    health_check_period_s: positiveSeconds.nullish().describe("Default 10."),
    health_check_timeout_s: positiveSeconds.nullish().describe("Default 30."),
    rolling_update_percentage: numberSchema({ least: 0.000_001, most: 1 })
      .nullish()
      .describe("Share of the replicas that an in-place update replaces at a time, at most 1. Default 0.2."),
    max_surge_percent: wholeNumberSchema({ least: 0, most: 100 })
      .nullish()
      .describe(
        "Replicas that an in-place update of this deployment may start beyond the target, in percent. Default 0: old ones stop first.",
      ),
    ray_actor_options: z
      .looseObject({
        num_cpus: amount.nullish().describe("Default 1."),
        num_gpus: amount.nullish().describe("Default 0."),
        memory: bytes.nullish().describe("Bytes that a node must have left. Default 0."),
        resources: resources.nullish().describe("Custom resources: nodes must have them too."),
        accelerator_type: nameSchema.nullish().describe("Of the node, such as L4."),
        label_selector: labelsSchema
          .nullish()
          .describe("Labels of the node: value, !value, in(a, b) or !in(a, b)."),
        fallback_strategy: z
          .array(z.looseObject({ label_selector: labelsSchema.nullish() }))
          .max(100)
          .nullish()
          .describe("What to do with where no node has the labels."),
      })
      .nullish(),
    placement_group_bundles: z
      .array(bundle)
      .max(1000)
      .nullish()
      .describe("Resources of one replica in bundles, all reserved at once; its actor runs in the first."),
    placement_group_strategy: z
      .enum(["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"])
      .nullish()
      .describe(
        "Where the bundles lie: on few nodes, on many, all on one, each on its own. Default PACK, needs placement_group_bundles.",
      ),
    gang_scheduling_config: z
      .looseObject({
        gang_size: wholeNumberSchema({ least: 1, most: 100_000 }).describe("Replicas of a gang."),
        gang_placement_strategy: z.enum(["PACK", "SPREAD"]).nullish().describe("Default PACK."),
        runtime_failure_policy: z
          .enum(["RESTART_GANG", "RESTART_REPLICA"])
          .nullish()
          .describe("Default RESTART_GANG; Ray Serve refuses the other one."),
      })
      .nullish()
      .describe("Replicas are placed, started, moved and stopped in whole gangs."),
    placement_group_bundle_label_selector: z
      .array(labelsSchema)
      .max(1000)
      .nullish()
      .describe("Labels of the node of each bundle, or one for all."),
    max_replicas_per_node: wholeNumberSchema({ least: 1, most: 100 })
      .nullish()
      .describe("Of this deployment. Default: as many as fit."),
    request_router_config: z
      .looseObject({
        request_router_class: z.string().nullish().describe("Default: power of two choices."),
        request_router_kwargs: z.record(z.string(), z.unknown()).nullish(),
        initial_backoff_s: pause
          .nullish()
          .describe("First pause of the router where it finds no free slot. Default 0.025."),
        backoff_multiplier: pause.nullish().describe("By how much its pauses grow. Default 2."),
        max_backoff_s: pause.nullish().describe("Its longest pause. Default 0.5."),
      })
      .nullish(),
    user_config: z.unknown().optional(),
  })
  .meta({ id: "DeploymentConfig", description: "A deployment, as in a Ray Serve config file." });

export type DeploymentConfig = z.output<typeof deploymentConfigSchema>;
