import type { Distribution } from "../../engine/Distribution.ts";
import type { RouterBackoff } from "./probeTimes.ts";
import type { routingRegistry } from "./routingRegistry.ts";

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

/** Which replica gets a request: one of the policies in the registry, with its options. */
export type RoutingSettings = ReturnType<(typeof routingRegistry)[number]["compile"]>;

/** On an otherwise idle machine: a question is answered within 2 ms in the median, a refusal costs 0.4 to 0.9 ms (docs/decisions/routing.md). */
export const usualProbes: ProbeSettings = {
  latencySeconds: { kind: "fixed", value: 0.002 },
  messageSeconds: 0.0005,
};

/** Ray Serve's router as it is by default. */
export const defaultRouting: RoutingSettings = { policy: "power-of-two", probes: usualProbes };
