import type { Deployment } from "../../src/serve/Deployment.ts";

/** A deployment for tests of the request path, which looks only at its limits. */
export function testDeployment(changes: Partial<Deployment> = {}): Deployment {
  return {
    name: "model",
    application: "app",
    scaling: { kind: "static", numReplicas: 1 },
    maxOngoingRequests: 1,
    maxQueuedRequests: null,
    requestTimeoutSeconds: null,
    gracefulShutdownTimeoutSeconds: 20,
    gracefulShutdownWaitLoopSeconds: 2,
    healthCheckPeriodSeconds: 10,
    healthCheckTimeoutSeconds: 30,
    resources: { cpus: 1, gpus: 0 },
    startUpSeconds: { kind: "fixed", value: 0 },
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 1 } },
    batching: null,
    slowdownPerOngoingRequest: 0,
    // What queueing theory speaks of.
    routing: { policy: "ideal" },
    ...changes,
  };
}
