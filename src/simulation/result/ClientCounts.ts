import type { LatencySummary } from "./LatencySummary.ts";

/**
 * What the clients of a traffic stream saw: a request is what a client wants, from its first attempt to the final answer;
 * each attempt is one request of the `RequestLedger`. `requests = succeeded + failed + open`, `attempts = requests + retries`.
 */
export interface ClientCounts {
  readonly stream: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Without a final answer when the simulation stopped, and as found one by one. */
  readonly open: number;
  readonly countedOpen: number;
  readonly attempts: number;
  readonly retries: number;
  /** Retries that the retry budget did not allow. */
  readonly retriesDenied: number;
  /** From the first attempt to the answer. */
  readonly latency: LatencySummary;
}
