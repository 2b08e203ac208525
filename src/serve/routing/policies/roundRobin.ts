import { defineRouting } from "../defineRouting.ts";
import { ReplicaHeap } from "../ReplicaHeap.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "../RoutingPolicy.ts";

/**
 * One after the other: of the replicas with a free slot, the one whose turn lies back the longest. A full replica is
 * passed over and comes first once it has a free slot again.
 */
export class RoundRobin implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = false;
  /** Replicas with a free slot by their last turn. */
  readonly #turns = new ReplicaHeap();
  #turnCount = 0;

  choose(_router: RouterView, _replicas: ReplicaView): number {
    const replica = this.#turns.first;
    this.#turns.setKey(replica, ++this.#turnCount);
    return replica;
  }

  ownReplica(): number {
    return -1;
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

/** Settings of a router that goes round. */
export interface RoundRobinRouting {
  readonly policy: "round-robin";
}

/** One after the other, as Ray Serve's `RoundRobinRouter` while nobody is full. */
export const roundRobin = defineRouting({
  policy: "round-robin",
  sentence:
    "One after the other: of the replicas with a free slot, the one whose turn lies back the longest.",
  options: {},
  goesBySessions: false,
  rayRouter: { className: "RoundRobinRouter", read: () => ({}) },
  compile: (): RoundRobinRouting => ({ policy: "round-robin" }),
  create: () => new RoundRobin(),
  samples: [],
});
