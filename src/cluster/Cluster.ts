import type { Distribution } from "../engine/Distribution.ts";

/** A machine that a cloud rents out. */
export interface InstanceType {
  readonly name: string;
  readonly cpus: number;
  readonly gpus: number;
  readonly pricePerHour: number;
}

/** Like machines that a cluster adds and releases together. */
export interface WorkerGroup {
  readonly name: string;
  readonly instanceType: InstanceType;
  readonly minNodes: number;
  readonly maxNodes: number;
  /** From the request to a node that takes replicas. */
  readonly bootSeconds: Distribution;
  /** A node without replicas for so long is released, down to `minNodes`. */
  readonly idleSeconds: number;
  /** The capacity pool that its nodes come from; `null`: never runs out. */
  readonly pool: string | null;
  /** Spot nodes can be preempted. */
  readonly market: "on-demand" | "spot";
}

export interface HeadNode {
  readonly instanceType: InstanceType;
  readonly bootSeconds: Distribution;
}

/** The cluster that one version runs on: an Anyscale compute config, plus boot times and pools. */
export interface Cluster {
  readonly headNode: HeadNode;
  readonly workerGroups: readonly WorkerGroup[];
  /** GCS external storage: the cluster goes on serving when its head node dies. */
  readonly gcsExternalStorage: boolean;
}

/** Machines that both clusters take from: at most `maxNodes` at once. */
export interface CapacityPool {
  readonly name: string;
  readonly maxNodes: number;
}
