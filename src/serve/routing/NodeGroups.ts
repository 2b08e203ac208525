import { ReplicaSet } from "./ReplicaSet.ts";

const unknownNode = -1;
const empty = new ReplicaSet();

/** Replicas by the node that they run on. Those on an unknown node are in no group. */
export class NodeGroups {
  readonly #groups = new Map<number, ReplicaSet>();
  readonly #nodeOf = new Map<number, number>();
  /** Nodes with a replica. */
  readonly nodes = new ReplicaSet();

  /** The replicas on a node. */
  on(node: number): ReplicaSet {
    return this.#groups.get(node) ?? empty;
  }

  nodeOf(replica: number): number {
    return this.#nodeOf.get(replica) ?? unknownNode;
  }

  add(replica: number, node: number): void {
    if (node === unknownNode) return;
    this.#nodeOf.set(replica, node);
    let group = this.#groups.get(node);
    if (group === undefined) {
      group = new ReplicaSet();
      this.#groups.set(node, group);
    }
    group.add(replica);
    this.nodes.add(node);
  }

  remove(replica: number): void {
    const node = this.nodeOf(replica);
    const group = this.#groups.get(node);
    this.#nodeOf.delete(replica);
    if (group === undefined) return;
    group.delete(replica);
    if (group.count > 0) return;
    this.#groups.delete(node);
    this.nodes.delete(node);
  }
}
