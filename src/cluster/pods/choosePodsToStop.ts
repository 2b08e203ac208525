/** What the choice sees of a pod. */
export interface StoppablePod {
  readonly id: number;
  readonly state: "requested" | "starting" | "running";
  /** Its node; `null` before it has one. */
  readonly node: number | null;
  /** `null` before it is ready. */
  readonly runningAtSeconds: number | null;
}

const order = { requested: 0, starting: 1, running: 2 } as const;

/**
 * Which pods of a ReplicaSet stop when there are too many: those without a node first, then those that are not ready, then those
 * whose node has the most pods of the same Deployment, then the youngest (k8s v1.36.3, `ActivePodsWithRanks`). It rounds ages to
 * powers of two and goes by random ids within them; here the youngest of all goes.
 *
 * @param podsOnNode how many pods of the Deployment, of whatever ReplicaSet, are on a node and do not stop yet
 */
export function choosePodsToStop<Pod extends StoppablePod>(
  pods: readonly Pod[],
  count: number,
  podsOnNode: ReadonlyMap<number, number>,
): Pod[] {
  const rankOf = ({ node }: Pod) => (node === null ? 0 : (podsOnNode.get(node) ?? 0));
  return pods
    .toSorted(
      (a, b) =>
        order[a.state] - order[b.state] ||
        rankOf(b) - rankOf(a) ||
        (b.runningAtSeconds ?? 0) - (a.runningAtSeconds ?? 0) ||
        b.id - a.id,
    )
    .slice(0, count);
}
