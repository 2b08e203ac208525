import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "./gpuSurgeResult.ts";

const noFailures = Object.fromEntries(failureReasons.map((reason) => [reason, 0])) as Readonly<
  Record<(typeof failureReasons)[number], number>
>;
const latency = { meanSeconds: 1, p50Seconds: 0.5, p90Seconds: 2, p99Seconds: 3.5, maxSeconds: 4 };

/** A run of two deployments in two versions: one works in batches and fails, the other has models. */
export function severalDeployments(
  names: { readonly batched?: string; readonly multiplexed?: string } = {},
): SimulationResult {
  const { batched = "embed", multiplexed = "adapters" } = names;
  const base = gpuSurgeResult();
  const ledger = {
    arrived: 12_000,
    called: 0,
    mirrored: 0,
    succeeded: 12_000,
    failed: noFailures,
    inSystem: 0,
    countedInSystem: 0,
    peakQueuedRequests: 17,
    latency,
    meanBatchSize: null,
    modelLoads: 0,
  };
  const life = {
    cpus: 1,
    gpus: 0,
    resources: {},
    maxReplicasPerNode: null,
    requestedAtSeconds: 0,
    node: 0,
    placedAtSeconds: 0,
    runningAtSeconds: 0,
    migrations: [],
    drainingAtSeconds: null,
    goneAtSeconds: null,
  };
  const replica = (number: number, servedRequests: number, runningAtSeconds = 0) => ({
    ...life,
    replica: number,
    version: "v1",
    deployment: batched,
    runningAtSeconds,
    servedRequests,
  });
  return {
    ...base,
    deployments: [
      { ...ledger, version: "v1", deployment: batched, meanBatchSize: 7.25 },
      { ...ledger, version: "v1", deployment: multiplexed, called: 9_000, modelLoads: 321 },
      {
        ...ledger,
        version: "v2",
        deployment: batched,
        succeeded: 11_000,
        failed: { ...noFailures, timeout: 990, "queue-full": 10 },
      },
    ],
    // The third met only half of the traffic, so that it is not compared.
    replicas: [replica(0, 6_600), replica(1, 5_400), replica(2, 100, base.scenario.horizonSeconds / 2)],
  };
}
