import { z } from "zod";
import { numberSchema } from "../fields/numberSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const count = wholeNumberSchema({ least: 0, most: 100_000 });
const positiveCount = wholeNumberSchema({ least: 1, most: 100_000 });
const seconds = numberSchema({ least: 0, most: 366 * 86_400 });
const positive = numberSchema({ least: 0.000_001, most: 1_000_000 });
const aggregationError = "expected mean, max or min";
const target = numberSchema({ least: 0.000_001, most: 1_000_000_000 });

/**
 * Ray Serve's `autoscaling_config`. Defaults are Ray Serve's and filled in when the deployment is compiled, because
 * `num_replicas: auto` has its own.
 */
export const autoscalingConfigSchema = z
  .looseObject({
    min_replicas: count.nullish().describe("Default 1."),
    max_replicas: positiveCount.nullish().describe("Default 1; 100 with num_replicas: auto."),
    initial_replicas: count.nullish().describe("Default: min_replicas."),
    target_ongoing_requests: target.nullish().describe("Default 2."),
    upscale_delay_s: seconds.nullish().describe("Default 30."),
    downscale_delay_s: seconds.nullish().describe("Default 600."),
    downscale_to_zero_delay_s: seconds.nullish().describe("Default: downscale_delay_s."),
    metrics_interval_s: numberSchema({ least: 0.001, most: 86_400 }).nullish().describe("Default 10."),
    look_back_period_s: numberSchema({ least: 0.001, most: 86_400 }).nullish().describe("Default 30."),
    aggregation_function: z
      .string({ error: aggregationError })
      // ray 2.60.0, `AutoscalingConfig.aggregation_function_valid`: in any case of letters.
      .refine((name) => ["mean", "max", "min"].includes(name.toLowerCase()), { error: aggregationError })
      .nullish()
      .describe("Of the requests over the look back: mean, max or min. Default mean."),
    upscaling_factor: positive.nullish().describe("Default 1."),
    downscaling_factor: positive.nullish().describe("Default 1."),
    target_num_ongoing_requests_per_replica: positive
      .nullish()
      .describe("Deprecated name of target_ongoing_requests."),
    smoothing_factor: positive
      .nullish()
      .describe("Deprecated: upscaling_factor and downscaling_factor in one."),
    upscale_smoothing_factor: positive.nullish().describe("Deprecated name of upscaling_factor."),
    downscale_smoothing_factor: positive.nullish().describe("Deprecated name of downscaling_factor."),
  })
  .meta({ id: "AutoscalingConfig", description: "Ray Serve's autoscaling_config." });

export type AutoscalingConfig = z.output<typeof autoscalingConfigSchema>;
