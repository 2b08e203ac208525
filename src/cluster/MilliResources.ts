/** What a replica needs or a node has left, in thousandths, so that fractions add up exactly. */
export interface MilliResources {
  readonly milliCpus: number;
  readonly milliGpus: number;
  /**
   * Other resources by name, Ray's own `memory` (bytes) and `accelerator_type:…` among them, where a replica needs them.
   * Left out: none.
   */
  readonly custom?: Readonly<Record<string, number>>;
}

/** Of which a node has no more than a whole: what one of at most `maxReplicas` replicas of a deployment takes of it. */
export interface PlacementLimit {
  readonly deployment: string;
  /** `max_replicas_per_node`. */
  readonly maxReplicas: number;
}

/** What a replica asks of its node. */
export interface ReplicaNeed extends MilliResources {
  /** Left out: as many replicas of its deployment on one node as fit. */
  readonly limit?: PlacementLimit;
  /** Worker groups whose nodes have the labels that it asks for. Left out: any. */
  readonly groups?: ReadonlySet<string>;
}
