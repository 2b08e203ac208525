import { defineRouting } from "../defineRouting.ts";
import { ReplicaHeap } from "../ReplicaHeap.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "../RoutingPolicy.ts";

/** Join the shortest queue: the replica with the fewest requests; of equals, the one whose turn lies back the longest. */
export class LeastLoaded implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = false;
  /** Replicas with a free slot by their requests. */
  readonly #loads = new ReplicaHeap();
  #turnCount = 0;

  choose(_router: RouterView, _replicas: ReplicaView): number {
    const replica = this.#loads.first;
    this.#loads.setTurn(replica, ++this.#turnCount);
    return replica;
  }

  ownReplica(): number {
    return -1;
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

/** Settings of a router that joins the shortest queue. */
export interface LeastLoadedRouting {
  readonly policy: "least-loaded";
}

/** Join the shortest queue. */
export const leastLoaded = defineRouting({
  policy: "least-loaded",
  sentence: "The replica with the fewest requests, and of equals the one whose turn lies back the longest.",
  options: {},
  goesBySessions: false,
  compile: (): LeastLoadedRouting => ({ policy: "least-loaded" }),
  create: () => new LeastLoaded(),
  samples: [],
});
