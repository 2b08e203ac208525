import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileDeployment } from "../../../src/scenario/compile/compileDeployment.ts";
import { newestRelease } from "../../../src/scenario/keys/RayRelease.ts";
import { deploymentConfigSchema } from "../../../src/scenario/schema/deploymentConfigSchema.ts";
import { HandleMetrics } from "../../../src/serve/autoscaler/HandleMetrics.ts";
import { reportTimeoutSeconds } from "../../../src/serve/autoscaler/reportTimeoutSeconds.ts";
import { controlLoopSeconds } from "../../../src/serve/controller/controlLoopSeconds.ts";
import { readVectors } from "./readVectors.ts";

const autoscalingDefaults = z.object({
  min_replicas: z.number(),
  max_replicas: z.number(),
  initial_replicas: z.null(),
  target_ongoing_requests: z.number(),
  metrics_interval_s: z.number(),
  look_back_period_s: z.number(),
  smoothing_factor: z.number(),
  upscaling_factor: z.null(),
  downscaling_factor: z.null(),
  upscale_delay_s: z.number(),
  downscale_delay_s: z.number(),
  downscale_to_zero_delay_s: z.null(),
  aggregation_function: z.literal("mean"),
});
const vectors = readVectors("defaults", {
  autoscalingConfig: autoscalingDefaults,
  autoscalingConfigAuto: autoscalingDefaults,
  deploymentConfig: z.object({
    num_replicas: z.number(),
    max_ongoing_requests: z.number(),
    max_queued_requests: z.literal(-1),
    graceful_shutdown_timeout_s: z.number(),
    graceful_shutdown_wait_loop_s: z.number(),
    health_check_period_s: z.number(),
    health_check_timeout_s: z.number(),
  }),
  constants: z.object({
    CONTROL_LOOP_INTERVAL_S: z.number(),
    RAY_SERVE_AUTOSCALING_METRIC_RECORD_INTERVAL_FACTOR: z.number(),
    RAY_SERVE_MIN_HANDLE_METRICS_TIMEOUT_S: z.number(),
  }),
  trials: z.array(z.tuple([z.string(), z.string(), z.unknown(), z.boolean()])),
});

/** Values that one side takes and the other does not, each with its reason. */
describe("a deployment about which its config says nothing", () => {
  it("has Ray Serve's defaults", () => {
    const ray = vectors.deploymentConfig;
    expect(compile({}).deployment).toMatchObject({
      scaling: { kind: "static", numReplicas: ray.num_replicas },
      maxOngoingRequests: ray.max_ongoing_requests,
      maxQueuedRequests: null,
      gracefulShutdownTimeoutSeconds: ray.graceful_shutdown_timeout_s,
      gracefulShutdownWaitLoopSeconds: ray.graceful_shutdown_wait_loop_s,
      healthCheckPeriodSeconds: ray.health_check_period_s,
      healthCheckTimeoutSeconds: ray.health_check_timeout_s,
    });
  });

  it.each([
    ["autoscaling_config", { autoscaling_config: {} }, vectors.autoscalingConfig],
    ["num_replicas: auto", { num_replicas: "auto" }, vectors.autoscalingConfigAuto],
  ] as const)("has Ray Serve's defaults of %s", (_, config, ray) => {
    expect(compile(config).deployment?.scaling).toEqual({
      kind: "autoscaling",
      minReplicas: ray.min_replicas,
      maxReplicas: ray.max_replicas,
      initialReplicas: ray.initial_replicas,
      targetOngoingRequests: ray.target_ongoing_requests,
      upscaleDelaySeconds: ray.upscale_delay_s,
      downscaleDelaySeconds: ray.downscale_delay_s,
      downscaleToZeroDelaySeconds: ray.downscale_delay_s,
      metricsIntervalSeconds: ray.metrics_interval_s,
      lookBackPeriodSeconds: ray.look_back_period_s,
      upscalingFactor: ray.smoothing_factor,
      downscalingFactor: ray.smoothing_factor,
    });
  });

  it("is watched at Ray Serve's intervals", () => {
    const { constants } = vectors;
    const settings = { lookBackPeriodSeconds: 30, metricsIntervalSeconds: 10 };
    expect(controlLoopSeconds).toBe(constants.CONTROL_LOOP_INTERVAL_S);
    expect(HandleMetrics.recordIntervalSeconds(settings)).toBe(
      30 * constants.RAY_SERVE_AUTOSCALING_METRIC_RECORD_INTERVAL_FACTOR,
    );
    expect(reportTimeoutSeconds(1)).toBe(constants.RAY_SERVE_MIN_HANDLE_METRICS_TIMEOUT_S);
    expect(reportTimeoutSeconds(30)).toBe(60);
  });
});

describe("the limits of a deployment's options", () => {
  const trials = vectors.trials.filter(([kind]) => kind !== "service");

  it.each(trials)("%s.%s of %j is taken by Ray Serve: %s", (kind, field, value, accepted) => {
    const own = field === "together" ? value : { [field]: value };
    const { isAccepted } = compile(kind === "deployment" ? own : { autoscaling_config: own });
    expect(isAccepted).toBe(accepted);
  });
});

function compile(config: unknown) {
  const parsed = deploymentConfigSchema.safeParse({ name: "Model", ...z.looseObject({}).parse(config) });
  if (!parsed.success) return { deployment: null, isAccepted: false };
  const problems: string[] = [];
  const deployment = compileDeployment(
    { value: parsed.data, pathOf: (...keys) => keys },
    {
      name: "Model",
      application: "app",
      behaviour: {},
      requestTimeoutSeconds: null,
      release: newestRelease,
      platform: null,
    },
    { problem: (_, message) => problems.push(message), warning: () => {}, note: () => {} },
  );
  return { deployment, isAccepted: problems.length === 0 };
}
