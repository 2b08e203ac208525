/** An amount before something happens, and the least and the most of it meanwhile. */
export interface AmountRange {
  readonly now: number;
  readonly least: number;
  readonly most: number;
}

/** What is held in one step, both versions together. Head nodes that take no replicas are not counted. */
export interface StepNeeds {
  /** In words, such as `scale up`. */
  readonly name: string;
  /** Of the plan that is followed; `null`: none is. */
  readonly stepIndex: number | null;
  /** GPUs that replicas hold. */
  readonly gpus: AmountRange;
  /** Nodes that are paid for. */
  readonly nodes: AmountRange;
  /** The most that a rollback from this step holds: what ran before, whole again, beside what the new version has; where both share a cluster, what the update itself holds. */
  readonly rollback: { readonly gpus: number; readonly nodes: number };
}

/**
 * What an update holds, where there are machines enough: `least` at the least load, `most` at the most. A rollback may need what is
 * there no more.
 */
export interface RolloutNeeds {
  readonly gpus: AmountRange;
  readonly nodes: AmountRange;
  readonly steps: readonly StepNeeds[];
}
