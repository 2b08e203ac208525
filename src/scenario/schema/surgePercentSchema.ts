import { z } from "zod";

const error = "expected a whole number from 1 to 100";

/**
 * `max_surge_percent`. anyscale-service-api.txt allows 0 to 100; 0 has no room for the first canary replica, so that
 * "at least one replica in both versions" and "at most 100 + max_surge_percent" contradict each other.
 */
export const surgePercentSchema = z
  .number({ error })
  .min(1, {
    error: (issue) =>
      issue.input === 0
        ? "with a surge of 0 there is no room for the first canary replica, so that nothing could move; expected 1 to 100"
        : error,
    abort: true,
  })
  .max(100, { error, abort: true })
  .multipleOf(1, { error });
