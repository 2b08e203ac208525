/** What the choice sees of a replica. */
export interface StoppableReplica {
  readonly id: number;
  readonly state: "requested" | "starting" | "running";
  /** Its node; `null` before it has one. */
  readonly node: number | null;
  /** `null` before it runs. */
  readonly runningAtSeconds: number | null;
  /** The gang that it belongs to. Left out or `null`: none. */
  readonly gang?: { readonly id: number; readonly size: number } | null;
}

const order = { requested: 0, starting: 1, running: 2 } as const;

/**
 * Which replicas stop when there are too many, as Ray Serve does, so that nodes become empty: those that do not run yet first,
 * then node by node, beginning with the one on which the fewest run, the youngest first; of gangs, whole ones, as many as are
 * not too many (ray 2.60.0, `_get_replicas_to_stop`).
 *
 * @param runningNodes the node of each replica that runs on the cluster, all deployments one after the other, the oldest
 *   first: of nodes with equally many the one that comes first there is the first
 */
export function chooseReplicasToStop<Replica extends StoppableReplica>(
  replicas: readonly Replica[],
  count: number,
  runningNodes: readonly number[],
): Replica[] {
  const onNode = new Map<number, number>();
  for (const node of runningNodes) onNode.set(node, (onNode.get(node) ?? 0) + 1);
  // A Map keeps the order in which its keys came; sorting leaves equals in their order.
  const nodes = [...onNode].sort(([, one], [, other]) => one - other).map(([node]) => node);
  const place = new Map(nodes.map((node, index) => [node, index]));
  const placeOf = ({ state, node }: Replica) =>
    state !== "running" || node === null ? 0 : (place.get(node) ?? 0);
  const since = ({ state, runningAtSeconds }: Replica) => (state === "running" ? (runningAtSeconds ?? 0) : 0);
  const ordered = [...replicas].sort(
    (a, b) =>
      order[a.state] - order[b.state] || placeOf(a) - placeOf(b) || since(b) - since(a) || b.id - a.id,
  );
  return ordered.some(({ gang }) => gang != null) ? wholeGangs(ordered, count) : ordered.slice(0, count);
}

function wholeGangs<Replica extends StoppableReplica>(ordered: readonly Replica[], count: number): Replica[] {
  // A Map keeps the order in which the first of each gang came.
  const groups = new Map<number | Replica, Replica[]>();
  for (const replica of ordered) {
    const key = replica.gang?.id ?? replica;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [replica]);
    else members.push(replica);
  }
  const chosen: Replica[] = [];
  let chosenCount = 0;
  for (const members of groups.values()) {
    // Of one that has died unnoticed the others are here.
    chosenCount += members[0]?.gang?.size ?? 1;
    if (chosenCount > count) break;
    chosen.push(...members);
  }
  return chosen;
}
