/** What the choice sees of a replica. */
export interface StoppableReplica {
  readonly id: number;
  readonly state: "requested" | "starting" | "running";
  /** Replicas on its node, all deployments; 0 without a node. */
  readonly replicasOnNode: number;
}

const order = { requested: 0, starting: 1, running: 2 } as const;

/**
 * Which replicas stop when there are too many: as Ray Serve does, those that do not run yet first, then those on the
 * nodes with the fewest replicas, so that nodes become empty; the youngest first among equals.
 */
export function chooseReplicasToStop<Replica extends StoppableReplica>(
  replicas: readonly Replica[],
  count: number,
): Replica[] {
  return [...replicas]
    .sort((a, b) => order[a.state] - order[b.state] || a.replicasOnNode - b.replicasOnNode || b.id - a.id)
    .slice(0, count);
}
