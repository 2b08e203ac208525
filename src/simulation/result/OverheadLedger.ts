/** What Ray Serve itself took of requests and calls that began on a replica, and the CPUs that it needed. */
export interface OverheadLedger {
  /** Hops that took something. */
  readonly hops: number;
  /** For how long slots were held beside the service times, and what answers came later than that. */
  readonly meanSlotSeconds: number;
  readonly meanWaySeconds: number;
  readonly leastSlotSeconds: number;
  readonly leastWaySeconds: number;
  /** The longest that a process had to wait for a CPU, or to finish what it did before. */
  readonly longestWaitSeconds: number;
  /** One for each node, the head node included where a proxy runs on it; or one for all. */
  readonly machines: readonly MachineUse[];
}

/** Work that hops brought a machine. */
export interface MachineUse {
  /** `null`: all nodes together, or one that is not known. Head nodes are numbered below 0. */
  readonly node: number | null;
  readonly cpus: number;
  readonly workSeconds: number;
  /** What of it was not done in the end. */
  readonly leftSeconds: number;
}
