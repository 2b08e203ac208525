import { ReplicaHeap } from "./ReplicaHeap.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/** Join the shortest queue: the replica with the fewest requests; of equals, the one whose turn lies back the longest. */
export class LeastLoaded implements RoutingPolicy {
  readonly mayWait = false;
  /** Replicas with a free slot by their requests. */
  readonly #loads = new ReplicaHeap();
  #turnCount = 0;

  choose(_router: RouterView, _replicas: ReplicaView): number {
    const replica = this.#loads.first;
    this.#loads.setTurn(replica, ++this.#turnCount);
    return replica;
  }

  add(replica: number, _node: number, replicas: ReplicaView): void {
    this.#loads.setTurn(replica, 0);
    this.update(replica, replicas);
  }

  remove(replica: number): void {
    this.#loads.delete(replica);
  }

  update(replica: number, { availablePosition, ongoing }: ReplicaView): void {
    if ((availablePosition[replica] as number) < 0) this.#loads.delete(replica);
    else {
      this.#loads.setKey(replica, ongoing[replica] as number);
      this.#loads.add(replica);
    }
  }
}
