/** What the choice sees of a running replica that is moved away from its node. */
export interface MigratingReplica {
  readonly id: number;
  /** Until when its node is there; infinite where it stays. */
  readonly deadlineSeconds: number;
  readonly gracefulShutdownTimeoutSeconds: number;
}

/**
 * Which replicas that are moved stop now: those whose node goes before they could drain in peace, and then, the earliest
 * deadline first, as many as run beyond the target (ray 2.60.0, `_partition_groups_to_stop`).
 */
export function chooseMigrantsToStop<Replica extends MigratingReplica>(
  replicas: readonly Replica[],
  options: {
    readonly nowSeconds: number;
    /** Replicas that run, those that are moved included. */
    readonly runningReplicas: number;
    readonly targetReplicas: number;
  },
): {
  /** Their node goes. */
  readonly urgent: Replica[];
  /** Others run in their place. */
  readonly replaced: Replica[];
} {
  const isUrgent = ({ deadlineSeconds, gracefulShutdownTimeoutSeconds }: Replica) =>
    options.nowSeconds >= deadlineSeconds - gracefulShutdownTimeoutSeconds;
  const urgent = replicas.filter(isUrgent);
  const surplus = Math.max(options.runningReplicas - options.targetReplicas - urgent.length, 0);
  const patient = replicas
    .filter((replica) => !isUrgent(replica))
    // Infinity − Infinity is no number: equal deadlines go by age.
    .sort((a, b) =>
      a.deadlineSeconds === b.deadlineSeconds ? a.id - b.id : a.deadlineSeconds - b.deadlineSeconds,
    );
  return { urgent, replaced: patient.slice(0, surplus) };
}
