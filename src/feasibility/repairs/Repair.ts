export type RepairKind =
  | "more-nodes"
  | "least-nodes"
  | "largest-surge"
  | "smallest-surge"
  | "manual-steps"
  | "give-way"
  | "in-place"
  | "fewer-replicas";

/** One change with which the update finishes. */
export interface Repair {
  readonly kind: RepairKind;
  /** In a few words, such as `2 more nodes of pool g5`. */
  readonly what: string;
  /** Settings or commands to paste, a line each. */
  readonly settings: readonly string[];
  /** How much is changed: nodes, percent of surge, or replicas. */
  readonly amount: number;
  /** How many GPUs more it takes. */
  readonly gpus: number;
  /** How long the update takes then: without requests, at the median of all times. */
  readonly durationSeconds: number;
  /** The least share of its full number of replicas that a deployment runs meanwhile, 0 to 100. */
  readonly leastCapacityPercent: number;
  /** What is risked, in a sentence. */
  readonly risk: string;
  /** Every smaller change was tried and does not do; `false`: there were too many, and the size was found by halving. */
  readonly isProven: boolean;
}
