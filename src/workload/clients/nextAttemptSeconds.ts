import type { ClientSettings } from "./Client.ts";
import { retryDelaySeconds } from "./retryDelaySeconds.ts";

/**
 * When a client tries again after its attempt number `attempt` (from 1) failed at `nowSeconds`; Infinity: it does not,
 * as it has no attempts left or would begin no earlier than its overall timeout. Whether the retry budget allows it is
 * asked after this, so that a retry which would not be made takes no token.
 */
export function nextAttemptSeconds(
  client: ClientSettings,
  attempt: number,
  firstSeconds: number,
  nowSeconds: number,
  draw: number,
): number {
  const { retries, overallTimeoutSeconds } = client;
  if (retries === null || attempt >= retries.maxAttempts) {
    return Number.POSITIVE_INFINITY;
  }
  const seconds = nowSeconds + retryDelaySeconds(retries.backoff, attempt, draw);
  const isTooLate = overallTimeoutSeconds !== null && seconds >= firstSeconds + overallTimeoutSeconds;
  return isTooLate ? Number.POSITIVE_INFINITY : seconds;
}
