import type { AutoscalingSettings, Deployment } from "../../src/serve/Deployment.ts";

/**
 * A deployment with eight replicas of one GPU each, ready 30 s after placement, that answer in exactly 1 s; its router always knows of
 * every free slot, so that a test can tell by hand when each request is served.
 */
export function buildDeployment(overrides: Partial<Deployment> = {}): Deployment {
  return {
    name: "chat",
    application: "default",
    scaling: { kind: "static", numReplicas: 8 },
    maxOngoingRequests: 4,
    maxQueuedRequests: null,
    requestTimeoutSeconds: null,
    gracefulShutdownTimeoutSeconds: 20,
    gracefulShutdownWaitLoopSeconds: 2,
    healthCheckPeriodSeconds: 10,
    healthCheckTimeoutSeconds: 30,
    resources: { cpus: 1, gpus: 1 },
    startUpSeconds: { kind: "fixed", value: 30 },
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 1 } },
    batching: null,
    slowdownPerOngoingRequest: 0,
    routing: { policy: "ideal" },
    ...overrides,
  };
}

/** Ray Serve's defaults, from 1 to 8 replicas. */
export function buildAutoscaling(overrides: Partial<AutoscalingSettings> = {}): AutoscalingSettings {
  return {
    kind: "autoscaling",
    minReplicas: 1,
    maxReplicas: 8,
    initialReplicas: null,
    targetOngoingRequests: 2,
    upscaleDelaySeconds: 30,
    downscaleDelaySeconds: 600,
    downscaleToZeroDelaySeconds: 600,
    metricsIntervalSeconds: 10,
    lookBackPeriodSeconds: 30,
    upscalingFactor: 1,
    downscalingFactor: 1,
    ...overrides,
  };
}
