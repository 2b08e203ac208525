import type { Backoff } from "./Client.ts";

/**
 * How long to wait before a retry: `retry` is 1 for the first one, `draw` uniform in [0, 1). Allocates nothing.
 *
 * @throws {RangeError} for a retry that is not a whole number from 1.
 */
export function retryDelaySeconds(backoff: Backoff, retry: number, draw: number): number {
  if (!(Number.isInteger(retry) && retry >= 1)) {
    throw new RangeError(`retry ${retry}; expected a whole number from 1`);
  }
  const { factor, maxSeconds } = backoff;
  let seconds = backoff.baseSeconds;
  // By multiplication: `Math.pow` may differ between engines.
  for (let n = 1; n < retry && seconds < maxSeconds && factor > 1; n += 1) {
    seconds *= factor;
  }
  seconds = Math.min(seconds, maxSeconds);
  switch (backoff.jitter) {
    case "full":
      return draw * seconds;
    case "equal":
      return seconds / 2 + draw * (seconds / 2);
    case "none":
      return seconds;
    default:
      return backoff.jitter satisfies never;
  }
}
