/** A deployment with a fixed number of replicas. */
export interface StaticDeployment {
  readonly name: string;
  readonly numReplicas: number;
  /** GPUs of one replica; only for `peak.gpuCount`. Default 0. */
  readonly gpusPerReplica?: number;
  /** Replicas start and stop in whole gangs of so many; its counts are multiples of it. Default 1: each by itself. */
  readonly gangSize?: number;
}

/** A deployment whose number of replicas moves within bounds. */
export interface AutoscaledDeployment {
  readonly name: string;
  readonly autoscaling: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly initialReplicas?: number;
  };
  readonly gpusPerReplica?: number;
  readonly gangSize?: number;
}

/** What the planner needs to know of a deployment. */
export type PlannedDeployment = StaticDeployment | AutoscaledDeployment;
