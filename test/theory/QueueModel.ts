import type { ServiceTime } from "./ServiceTime.ts";

/** Poisson arrivals at a deployment, in the words of the queueing formulas. */
export interface QueueModel {
  readonly arrivalsPerSecond: number;
  readonly serviceTime: ServiceTime;
  readonly replicas: number;
  /** Requests that a replica serves at once. */
  readonly slots: number;
  /** 0: a replica is as fast for many as for one. 1: processor sharing. */
  readonly slowdown: number;
  /** Requests that may wait; `null`: any number. */
  readonly maxQueued: number | null;
  /**
   * `router`: one router in front of all replicas, which takes the less loaded of two. `split`: every replica has a router
   * of its own, and an arrival goes to one of them at random.
   */
  readonly arrivalsGo: "router" | "split";
}
