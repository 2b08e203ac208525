import type { Distribution } from "../engine/Distribution.ts";
import type { ProxySettings } from "./ProxySettings.ts";

/** A machine that a cloud rents out. */
export interface InstanceType {
  readonly name: string;
  readonly cpus: number;
  readonly gpus: number;
  /** Other resources by name, as Ray counts them. Left out: none. */
  readonly resources?: Readonly<Record<string, number>> | undefined;
  /** Of the machine itself. Left out: not known. */
  readonly memoryBytes?: number | undefined;
  /** Of its GPUs or the like, as Ray names it (`ray.util.accelerators`). `null`: Ray names none; left out: not known. */
  readonly acceleratorType?: string | null | undefined;
  /** On demand. `null`: not known, and not counted. */
  readonly pricePerHour: number | null;
  /** Default: as on demand. */
  readonly spotPricePerHour?: number | undefined;
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
  /** Spot nodes can be preempted. `prefer-spot`: spot, or on demand where no spot node is given for a while. */
  readonly market: "on-demand" | "spot" | "prefer-spot";
  /** How long `prefer-spot` waits for a spot node. */
  readonly fallbackSeconds: number;
  /** It is the head node, which takes replicas: it is paid for and counted as such. */
  readonly isHead?: true;
  /** How often it is tried to have a spot node in the place of one that `prefer-spot` fell back to. Left out: never. */
  readonly spotReturnSeconds?: number;
  /**
   * Its nodes are the hosts of machines with so many each, which boot and go together (KubeRay's `numOfHosts`); its numbers
   * of nodes are multiples of it. Left out: 1.
   */
  readonly hostsPerUnit?: number;
}

/** The node on which a Ray cluster is controlled; no replica runs on it. */
export interface HeadNode {
  readonly instanceType: InstanceType;
  readonly bootSeconds: Distribution;
}

/** The cluster that one version runs on: an Anyscale compute config, plus boot times and pools. */
export interface Cluster {
  /** `null`: there is no Ray cluster. Kubernetes runs every replica as a pod, and always answers. */
  readonly headNode: HeadNode | null;
  readonly workerGroups: readonly WorkerGroup[];
  /** GCS external storage: the cluster goes on serving when its head node dies. */
  readonly gcsExternalStorage: boolean;
  /** Where its nodes may run: the head in the first one, workers spread over all. None: zones play no part. */
  readonly zones: readonly string[];
  /** Left out: one router a deployment stands for all proxies, and none can die. */
  readonly proxies?: ProxySettings;
  /**
   * Where replicas go: `pack` fills nodes up (Ray Serve with RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY), `spread` goes
   * round them. Left out: `pack`.
   */
  readonly placement?: "pack" | "spread";
  /** Replicas are moved so that nodes become empty; only where they are packed. Left out: never. */
  readonly compaction?: CompactionSettings;
}

/** Ray Serve's compaction of nodes (ray 2.60.0, `RAY_SERVE_NODE_COMPACTION_DELAY_S`, `RAY_SERVE_COMPACTION_…`). */
export interface CompactionSettings {
  /** For how long all deployments of the cluster must have been as they should be. */
  readonly delaySeconds: number;
  /** How long it may take until the node is gone. */
  readonly timeoutSeconds: number;
  /** Pauses after failures double from two seconds up to this. */
  readonly maxBackoffSeconds: number;
}

/** Machines that both clusters take from: at most `maxNodes` at once. */
export interface CapacityPool {
  readonly name: string;
  readonly maxNodes: number;
  /** What other tenants leave of it, from moments on, in order. Nodes that are out are not taken back. Default: no change. */
  readonly changes?: readonly PoolChange[];
}

/** From now on a pool has so many machines for us. */
export interface PoolChange {
  readonly atSeconds: number;
  readonly maxNodes: number;
}
