import { numberSchema } from "../../../scenario/fields/numberSchema.ts";
import { orLeftOut } from "../../../scenario/fields/orLeftOut.ts";
import { wholeNumberSchema } from "../../../scenario/fields/wholeNumberSchema.ts";
import { choosePowerOfTwo } from "../choosePowerOfTwo.ts";
import { defineRouting } from "../defineRouting.ts";
import { mixBits } from "../mixBits.ts";
import { ReplicaHeap } from "../ReplicaHeap.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "../RoutingPolicy.ts";

/**
 * Prefers the replica that has served the session before, where the prefix of the conversation is cached. A session that
 * no replica has served goes to the one that remembers the fewest. While queues are further apart than the threshold,
 * and where the preferred replica has no free slot, power of two choices.
 *
 * Follows the documentation of Ray Serve's `PrefixCacheAffinityRouter` (docs.ray.io, "Prefix-aware routing"; ray 2.60.0),
 * with the session in place of the text: its prefix is known, or it is not. What is remembered is bounded: a session is
 * forgotten when another one needs its place.
 */
export class PrefixAffinity implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = false;
  readonly #threshold: number;
  /** Session and replica by the session's hash; −1: empty. */
  readonly #sessions: Float64Array;
  readonly #servedBy: Int32Array;
  /** Replicas by the sessions that they remember, and by their requests from both ends. */
  readonly #remembered = new ReplicaHeap();
  readonly #shortest = new ReplicaHeap();
  readonly #longest = new ReplicaHeap();

  constructor(settings: {
    readonly imbalancedThreshold: number | null;
    readonly rememberedSessions: number;
  }) {
    const { rememberedSessions: size } = settings;
    if (!(Number.isInteger(Math.log2(size)) && size >= 1)) {
      throw new RangeError(`${size} remembered sessions: expected a power of two`);
    }
    this.#threshold = settings.imbalancedThreshold ?? Number.POSITIVE_INFINITY;
    this.#sessions = new Float64Array(size).fill(-1);
    this.#servedBy = new Int32Array(size).fill(-1);
  }

  choose(router: RouterView, replicas: ReplicaView, session: number): number {
    const preferred = session < 0 || this.#isImbalanced() ? -1 : this.#preferred(session);
    let chosen = preferred;
    if (preferred < 0 || (replicas.availablePosition[preferred] as number) < 0) {
      const { available } = router;
      const place = choosePowerOfTwo(available, router.availableCount, replicas.ongoing, router.random);
      chosen = available[place] as number;
    }
    if (session >= 0) this.#remember(session, chosen);
    return chosen;
  }

  ownReplica(): number {
    return -1;
  }

  add(replica: number, _node: number, replicas: ReplicaView): void {
    this.update(replica, replicas);
    for (const heap of [this.#remembered, this.#shortest, this.#longest]) heap.add(replica);
  }

  remove(replica: number): void {
    for (const heap of [this.#remembered, this.#shortest, this.#longest]) heap.delete(replica);
  }

  update(replica: number, { ongoing }: ReplicaView): void {
    this.#shortest.setKey(replica, ongoing[replica] as number);
    this.#longest.setKey(replica, -(ongoing[replica] as number));
  }

  #isImbalanced(): boolean {
    const [shortest, longest] = [this.#shortest, this.#longest];
    return -longest.keyOf(longest.first) - shortest.keyOf(shortest.first) > this.#threshold;
  }

  #preferred(session: number): number {
    const place = this.#placeOf(session);
    const served = this.#servedBy[place] as number;
    const isKnown = this.#sessions[place] === session && this.#remembered.has(served);
    return isKnown ? served : this.#remembered.first;
  }

  #remember(session: number, replica: number): void {
    const place = this.#placeOf(session);
    const before = this.#servedBy[place] as number;
    if (before >= 0) this.#remembered.setKey(before, this.#remembered.keyOf(before) - 1);
    this.#remembered.setKey(replica, this.#remembered.keyOf(replica) + 1);
    this.#sessions[place] = session;
    this.#servedBy[place] = replica;
  }

  #placeOf(session: number): number {
    return mixBits(session, Math.floor(session / 2 ** 32) + 1) & (this.#sessions.length - 1);
  }
}

/** Settings of a router that goes by what replicas have in their caches. */
export interface PrefixAffinityRouting {
  readonly policy: "prefix-affinity";
  /** Beyond this difference between the longest and the shortest queue, power of two; `null`: never. */
  readonly imbalancedThreshold: number | null;
  /** About how many sessions the router remembers; a power of two. */
  readonly rememberedSessions: number;
}

/** Ray Serve's `PrefixCacheAffinityRouter`, with the session in place of the text. */
export const prefixAffinity = defineRouting({
  policy: "prefix-affinity",
  sentence:
    "The replica that has served the session before and has its prefix cached, unless queues are too far apart.",
  options: {
    imbalancedThreshold: numberSchema({ least: 0, most: 1_000_000 })
      .optional()
      .describe(
        "prefix-affinity: power of two while the longest queue is longer than the shortest by more than this. Default: never.",
      ),
    rememberedSessions: wholeNumberSchema({ least: 1, most: 2 ** 24 })
      .refine((count) => Number.isInteger(Math.log2(count)), { error: "expected a power of two" })
      .optional()
      .describe("prefix-affinity: sessions that the router remembers, a power of two. Default 65536."),
  },
  goesBySessions: true,
  rayRouter: {
    className: "PrefixCacheAffinityRouter",
    read: (keywords) => ({ imbalancedThreshold: keywords.imbalanced_threshold }),
  },
  compile: (written): PrefixAffinityRouting => ({
    policy: "prefix-affinity",
    imbalancedThreshold: written.imbalancedThreshold ?? null,
    rememberedSessions: written.rememberedSessions ?? 65_536,
  }),
  create: (settings) => new PrefixAffinity(settings),
  samples: [{ imbalancedThreshold: orLeftOut([0, 2]), rememberedSessions: orLeftOut([1, 64]) }],
});
