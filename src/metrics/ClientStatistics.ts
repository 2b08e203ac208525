import { LatencyHistogram } from "./LatencyHistogram.ts";

/**
 * What the clients of one traffic stream see: requests, each of one or more attempts, from the first attempt to the
 * final answer. Its size does not depend on the number of requests.
 */
export class ClientStatistics {
  requests = 0;
  succeeded = 0;
  /** The last attempt failed, and there was no other. */
  failed = 0;
  /** An attempt is under way, or will be. */
  open = 0;
  attempts = 0;
  /** Attempts after the first of a request. */
  retries = 0;
  /** Retries that the retry budget did not allow. */
  retriesDenied = 0;
  /** From the first attempt to the answer, of requests that succeeded. */
  readonly latency = new LatencyHistogram({ precisionBits: 8 });

  recordRequest(): void {
    this.requests++;
    this.open++;
  }

  recordAttempt(attempt: number): void {
    this.attempts++;
    if (attempt > 1) this.retries++;
  }

  recordSuccess(latencySeconds: number): void {
    this.succeeded++;
    this.open--;
    this.latency.record(latencySeconds);
  }

  recordFailure(): void {
    this.failed++;
    this.open--;
  }
}
