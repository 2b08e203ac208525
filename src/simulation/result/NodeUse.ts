/** The most that a node carried, against what it has. Requests for nodes that no pool ever granted are not listed. */
export interface NodeUse {
  readonly node: number;
  readonly version: string;
  readonly workerGroup: string;
  /** The pool that it comes from; `null`: none. */
  readonly pool: string | null;
  readonly market: "on-demand" | "spot";
  /** `null` where zones play no part. */
  readonly zone: string | null;
  readonly requestedAtSeconds: number;
  /** When it had booted and took replicas; `null`: it never did. Not before its launch. */
  readonly readyAtSeconds: number | null;
  /** From when its pool gave it, to boot (0 for nodes that are there at the start) … */
  readonly launchedAtSeconds: number;
  /** … to when it was released or lost; `null`: never. */
  readonly releasedAtSeconds: number | null;
  readonly cpus: number;
  readonly gpus: number;
  /** Custom resources by name. */
  readonly resources: Readonly<Record<string, number>>;
  readonly peakCpusUsed: number;
  readonly peakGpusUsed: number;
  readonly peakResourcesUsed: Readonly<Record<string, number>>;
  /** The on-demand node in whose place this spot node was launched; left out: none. */
  readonly replacesNode?: number;
}

/** How many nodes a pool could give, and how many it gave at most. */
export interface PoolUse {
  readonly pool: string;
  /** At the start. */
  readonly maxNodes: number;
  /** What it had later, from those moments on. A node that is out when it shrinks stays out. */
  readonly changes: readonly { readonly atSeconds: number; readonly maxNodes: number }[];
  readonly peakNodes: number;
}
