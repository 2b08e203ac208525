/** A node that was to be emptied, so that it could be released (replica compaction). */
export interface CompactedNode {
  readonly version: string;
  readonly node: number;
  readonly startedAtSeconds: number;
  /** `null`: it is not over yet. */
  readonly endedAtSeconds: number | null;
  /**
   * `compacted`: it was emptied and released. `failed`: it took too long, or its replicas found no room after all.
   * `given-up`: the node went away by itself, or a rollout or the end of the service came first.
   */
  readonly outcome: "compacted" | "failed" | "given-up" | null;
  /** For how long nothing was to have changed before. */
  readonly stableSeconds: number;
}
