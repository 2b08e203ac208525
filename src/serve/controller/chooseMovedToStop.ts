/** What the choice sees of a running replica that is moved away from its node. */
export interface MovingReplica {
  readonly id: number;
  /** Until when its node is there; infinite where it stays. */
  readonly deadlineSeconds: number;
  readonly gracefulShutdownTimeoutSeconds: number;
  /** The gang that it belongs to, which stops as one. Left out or `null`: none. */
  readonly gang?: { readonly id: number } | null;
}

/**
 * Which replicas that are moved stop now: those whose node goes before they could drain in peace, and then, the earliest
 * deadline first, as many as run beyond the target; whole gangs alone (ray 2.60.0, `_partition_groups_to_stop`).
 */
export function chooseMovedToStop<Replica extends MovingReplica>(
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
  const groups = groupsOf(replicas);
  const isUrgent = (group: Group<Replica>) =>
    options.nowSeconds >= group.deadlineSeconds - group.timeoutSeconds;
  const urgent = groups.filter(isUrgent).flatMap(({ members }) => members);
  let surplus = Math.max(options.runningReplicas - options.targetReplicas - urgent.length, 0);
  const patient = groups
    .filter((group) => !isUrgent(group))
    // Infinity − Infinity is no number: equal deadlines go by age.
    .sort((a, b) =>
      a.deadlineSeconds === b.deadlineSeconds ? a.id - b.id : a.deadlineSeconds - b.deadlineSeconds,
    );
  const replaced = patient.filter(({ members }) => {
    if (members.length > surplus) return false;
    surplus -= members.length;
    return true;
  });
  return { urgent, replaced: replaced.flatMap(({ members }) => members) };
}

/** What stops as one: a gang, or a replica by itself. */
interface Group<Replica> {
  /** Of its oldest member. */
  readonly id: number;
  readonly members: readonly Replica[];
  /** The first one. */
  readonly deadlineSeconds: number;
  /** The longest one. */
  readonly timeoutSeconds: number;
}

function groupsOf<Replica extends MovingReplica>(replicas: readonly Replica[]): Group<Replica>[] {
  const byGang = new Map<number | Replica, Replica[]>();
  for (const replica of replicas) {
    const key = replica.gang?.id ?? replica;
    const members = byGang.get(key);
    if (members === undefined) byGang.set(key, [replica]);
    else members.push(replica);
  }
  return [...byGang.values()].map((members) => ({
    id: Math.min(...members.map(({ id }) => id)),
    members,
    deadlineSeconds: Math.min(...members.map(({ deadlineSeconds }) => deadlineSeconds)),
    timeoutSeconds: Math.max(...members.map((each) => each.gracefulShutdownTimeoutSeconds)),
  }));
}
