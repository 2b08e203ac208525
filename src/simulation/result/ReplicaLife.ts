/**
 * The life of one replica; `null` where it did not come to that. It holds its resources from `placedAtSeconds` to
 * `goneAtSeconds`, and takes requests from `runningAtSeconds` to `drainingAtSeconds` (or, if it died, to `goneAtSeconds`).
 */
export interface ReplicaLife {
  readonly replica: number;
  readonly version: string;
  readonly deployment: string;
  readonly cpus: number;
  readonly gpus: number;
  /** Custom resources by name. */
  readonly resources: Readonly<Record<string, number>>;
  /** Of its deployment, as configured; `null`: no limit. */
  readonly maxReplicasPerNode: number | null;
  readonly requestedAtSeconds: number;
  /** The one node that it was ever placed on; of several that of its first bundle, where its actor runs. */
  readonly node: number | null;
  /** What it holds of each of its nodes, where its bundles lie on several; left out: all of it is on `node`. */
  readonly shares?: readonly ReplicaShare[];
  /** The gang that it belongs to, by the number of its first replica; left out: none. */
  readonly gang?: number;
  readonly placedAtSeconds: number | null;
  readonly runningAtSeconds: number | null;
  /**
   * When it was being moved to another node: while it ran on until a replacement ran elsewhere, that one counted in its
   * place. `null`: to the end; else the move was given up.
   */
  readonly migrations: readonly ReplicaMove[];
  readonly drainingAtSeconds: number | null;
  readonly goneAtSeconds: number | null;
  /** Requests that it finished, with an answer or an error of its own. */
  readonly servedRequests: number;
}

/** What a replica holds of one of its nodes. */
export interface ReplicaShare {
  readonly node: number;
  readonly cpus: number;
  readonly gpus: number;
  /** Custom resources by name. */
  readonly resources: Readonly<Record<string, number>>;
}

/** A time during which a replica was being moved to another node. */
export interface ReplicaMove {
  readonly fromSeconds: number;
  /** When its node goes; `null`: it stays, and at most another one of its gang has to leave. */
  readonly deadlineSeconds: number | null;
  /** When the move was given up; `null`: it was not. */
  readonly toSeconds: number | null;
  /** When it stopped because enough others ran; `null`: it did not come to that, or its node went first. */
  readonly replacedAtSeconds: number | null;
}
