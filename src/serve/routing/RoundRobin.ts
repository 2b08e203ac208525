import { ReplicaHeap } from "./ReplicaHeap.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/**
 * One after the other: of the replicas with a free slot, the one whose turn lies back the longest. A full replica is
 * passed over and comes first once it has a free slot again.
 */
export class RoundRobin implements RoutingPolicy {
  readonly mayWait = false;
  /** Replicas with a free slot by their last turn. */
  readonly #turns = new ReplicaHeap();
  #turnCount = 0;

  choose(_router: RouterView, _replicas: ReplicaView): number {
    const replica = this.#turns.first;
    this.#turns.setKey(replica, ++this.#turnCount);
    return replica;
  }

  /** A new one comes next. */
  add(replica: number, _node: number, replicas: ReplicaView): void {
    this.#turns.setKey(replica, 0);
    this.update(replica, replicas);
  }

  remove(replica: number): void {
    this.#turns.delete(replica);
  }

  update(replica: number, { availablePosition }: ReplicaView): void {
    if ((availablePosition[replica] as number) < 0) this.#turns.delete(replica);
    else this.#turns.add(replica);
  }
}
