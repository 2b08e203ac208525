/** Least and most replicas of a deployment; equal for a static one. */
export interface ReplicaBounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}
