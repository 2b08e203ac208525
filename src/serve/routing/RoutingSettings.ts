import type { Distribution } from "../../engine/Distribution.ts";
import type { Locality } from "./localityOf.ts";
import type { RouterBackoff } from "./probeTimes.ts";

/**
 * How a router that knows queue lengths only from a cache behaves: it asks replicas where the cache does not help, and
 * tries again after a pause where neither of its two candidates has a free slot.
 */
export interface ProbeSettings {
  /** From the question for a queue length to its answer, and from a request to its refusal; 0 to 1 where it is fixed. */
  readonly latencySeconds: Distribution;
  /**
   * What the router needs for each request where it sends several at once, and again for each that a replica refuses: it
   * handles them one by one, and answers to its questions come after them.
   */
  readonly messageSeconds: number;
  /** Its pauses before it tries again (`request_router_config`). Left out: Ray Serve's, `usualBackoff`. */
  readonly backoff?: RouterBackoff;
}

/** Which replica gets a request. */
export type RoutingSettings =
  | {
      readonly policy: "power-of-two";
      /** Replicas near the proxy that a request comes by are tried first. Left out: `localityOf`. */
      readonly locality?: Locality;
      /** `null`: the router always knows which replicas have a free slot, and uses it at once. */
      readonly probes: ProbeSettings | null;
    }
  | { readonly policy: "random" | "round-robin" | "least-loaded" }
  | {
      readonly policy: "session-affinity";
      /** What a request does whose replica has no free slot: power of two choices among the others, or wait for it. */
      readonly whenFull: "power-of-two" | "wait";
      /** Points of a replica on the ring: the more, the more evenly sessions are spread. */
      readonly pointsPerReplica: number;
    }
  | {
      readonly policy: "prefix-affinity";
      /** Beyond this difference between the longest and the shortest queue, power of two; `null`: never. */
      readonly imbalancedThreshold: number | null;
      /** About how many sessions the router remembers; a power of two. */
      readonly rememberedSessions: number;
    };

/** Ray Serve's default routing with a cache that is always right. */
export const defaultRouting: RoutingSettings = { policy: "power-of-two", probes: null };
