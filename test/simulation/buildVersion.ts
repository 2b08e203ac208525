import type { Cluster, WorkerGroup } from "../../src/cluster/Cluster.ts";
import type { ServiceVersion } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "./buildDeployment.ts";

/** A group of on-demand nodes with one GPU, up 60 s after they are asked for, released after 60 s without replicas. */
export function buildWorkerGroup(overrides: Partial<WorkerGroup> = {}): WorkerGroup {
  return {
    name: "gpu",
    instanceType: { name: "gpu-1", cpus: 4, gpus: 1, pricePerHour: 3.6 },
    minNodes: 0,
    maxNodes: 64,
    bootSeconds: { kind: "fixed", value: 60 },
    idleSeconds: 60,
    pool: null,
    market: "on-demand",
    fallbackSeconds: 60,
    ...overrides,
  };
}

/** One such group, and a head node that is up after 20 s. */
export function buildCluster(overrides: Partial<Cluster> = {}): Cluster {
  return {
    headNode: {
      instanceType: { name: "cpu-4", cpus: 4, gpus: 0, pricePerHour: 1 },
      bootSeconds: { kind: "fixed", value: 20 },
    },
    workerGroups: [buildWorkerGroup()],
    gcsExternalStorage: false,
    zones: [],
    ...overrides,
  };
}

/** One deployment on that cluster. */
export function buildVersion(overrides: Partial<ServiceVersion> = {}): ServiceVersion {
  return { deployments: [buildDeployment()], cluster: buildCluster(), ...overrides };
}
