import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { RouterHome } from "./RouterHome.ts";

/** What a policy sees of its router. */
export interface RouterView {
  /** Replicas with a free slot, in no order: the first `availableCount`. */
  readonly available: Int32Array;
  readonly availableCount: number;
  readonly random: RandomStream;
  /** `null`: it belongs to no proxy. */
  readonly home: RouterHome | null;
}

/** What a policy sees of replicas, by their number. */
export interface ReplicaView {
  readonly ongoing: Int32Array;
  readonly maxOngoing: Int32Array;
  /** −1 where the replica has no free slot, or takes no requests. */
  readonly availablePosition: Int32Array;
  /** The zone that it runs in; −1: unknown. */
  readonly zone: Int32Array;
}

/**
 * Decides which replica of one deployment gets a request. What it remembers is its own; it is told of every replica that
 * comes, goes, or has more or fewer requests, before it is asked the next time.
 */
export interface RoutingPolicy {
  /** Whether `choose` may let a request wait though a replica has a free slot. */
  readonly mayWait: boolean;
  /** Whether a request that asks for a model goes to replicas that have it first, by power of two choices among those. */
  readonly prefersModelHolders: boolean;
  /**
   * The replica that a request of this session (−1: none) gets now: one with a free slot, or −1 where it waits for another
   * one. Asked only while some replica has a free slot.
   */
  choose(router: RouterView, replicas: ReplicaView, session: number): number;
  /**
   * The replica for which a request of this session (−1: none) waits while others have a free slot; −1: for none. Only a policy that
   * may wait and makes no attempts of its own is asked: law work-conserving holds it to this answer.
   */
  ownReplica(session: number): number;
  /** The replica, on this node (−1: unknown), takes requests from now on. */
  add(replica: number, node: number, replicas: ReplicaView): void;
  /** It takes no requests any more. */
  remove(replica: number): void;
  /** Its ongoing requests or its slots have changed; also told of those that take no requests any more. */
  update(replica: number, replicas: ReplicaView): void;
}
