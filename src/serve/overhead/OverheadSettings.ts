import type { Distribution } from "../../engine/Distribution.ts";

/**
 * What Ray Serve itself takes of a request on one hop, from a caller to a replica and back, beside the time of the user's code.
 * The first two are what it takes where nothing else wants a CPU; what the CPU times are for is `Processors`.
 */
export interface HopOverhead {
  /** The replica's slot is held for so much longer than the user's code runs. */
  readonly slotSeconds: Distribution;
  /** Adds to the latency, before and after, and holds no slot of this hop's replica. */
  readonly waySeconds: Distribution;
  /** CPU time of the caller's process: a proxy, a program with a handle, or a replica that calls. */
  readonly callerCpuSeconds: Distribution;
  /** CPU time of the replica's process beside the user's code. */
  readonly replicaCpuSeconds: Distribution;
}

/** The hops to the replicas of one deployment, by who sends. */
export interface OverheadSettings {
  /** Of requests from outside: from a proxy, over HTTP or gRPC, or from a program with a handle. */
  readonly entry: HopOverhead;
  /** Of calls by replicas of other deployments. */
  readonly call: HopOverhead;
}

/** The CPUs for which the processes of a service compete. */
export interface MachineSettings {
  /** Of each machine; `null`: those that its node has. */
  readonly cpus: number | null;
  /** All nodes of the service are on one machine, like those of a test cluster. */
  readonly isShared: boolean;
}

/** A machine for each node, with the CPUs of the node. */
export const machinePerNode: MachineSettings = { cpus: null, isShared: false };
