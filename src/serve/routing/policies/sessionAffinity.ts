import { z } from "zod";
import { orLeftOut } from "../../../scenario/fields/orLeftOut.ts";
import { wholeNumberSchema } from "../../../scenario/fields/wholeNumberSchema.ts";
import { choosePowerOfTwo } from "../choosePowerOfTwo.ts";
import { defineRouting } from "../defineRouting.ts";
import { HashRing } from "../HashRing.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "../RoutingPolicy.ts";

/** Requests of a session go to the replica that the session belongs to; those without one by power of two choices. */
export class SessionAffinity implements RoutingPolicy {
  readonly mayWait: boolean;
  readonly prefersModelHolders = false;
  readonly #ring: HashRing;

  constructor(settings: { readonly whenFull: "power-of-two" | "wait"; readonly pointsPerReplica: number }) {
    this.mayWait = settings.whenFull === "wait";
    this.#ring = new HashRing(settings);
  }

  /** The replica that a session belongs to. */
  ownReplica(session: number): number {
    return session < 0 ? -1 : this.#ring.find(session);
  }

  choose(router: RouterView, replicas: ReplicaView, session: number): number {
    const home = this.ownReplica(session);
    if (home >= 0) {
      if ((replicas.availablePosition[home] as number) >= 0) return home;
      if (this.mayWait) return -1;
    }
    const { available } = router;
    const place = choosePowerOfTwo(available, router.availableCount, replicas.ongoing, router.random);
    return available[place] as number;
  }

  add(replica: number): void {
    this.#ring.add(replica);
  }

  remove(replica: number): void {
    this.#ring.remove(replica);
  }

  update(): void {}
}

/** Settings of a router that keeps sessions together. */
export interface SessionAffinityRouting {
  readonly policy: "session-affinity";
  /** What a request does whose replica has no free slot: power of two choices among the others, or wait for it. */
  readonly whenFull: "power-of-two" | "wait";
  /** Points of a replica on the ring: the more, the more evenly sessions are spread. */
  readonly pointsPerReplica: number;
}

/** A hash ring, as Ray Serve's `ConsistentHashRouter`. */
export const sessionAffinity = defineRouting({
  policy: "session-affinity",
  sentence:
    "The replica that the session belongs to on a hash ring, so that a replica that comes or goes moves few sessions.",
  options: {
    whenFull: z
      .enum(["power-of-two", "wait"])
      .optional()
      .describe(
        "session-affinity: what a request does whose replica is full. Default power-of-two: it goes to another one.",
      ),
    pointsPerReplica: wholeNumberSchema({ least: 1, most: 10_000 })
      .optional()
      .describe("session-affinity: points of a replica on the hash ring. Default 100."),
  },
  goesBySessions: true,
  rayRouter: {
    className: "ConsistentHashRouter",
    read: (keywords) => ({
      // Without replicas to fall back to, a request tries its own again and again.
      whenFull: keywords.num_fallback_replicas === 0 ? "wait" : "power-of-two",
      pointsPerReplica: keywords.num_virtual_nodes,
    }),
  },
  compile: (written): SessionAffinityRouting => ({
    policy: "session-affinity",
    whenFull: written.whenFull ?? "power-of-two",
    pointsPerReplica: written.pointsPerReplica ?? 100,
  }),
  create: (settings) => new SessionAffinity(settings),
  samples: [{ whenFull: orLeftOut(["power-of-two", "wait"]), pointsPerReplica: orLeftOut([1, 100]) }],
});
