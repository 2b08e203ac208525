import type { RandomStream } from "../../engine/RandomStreams.ts";

/** ray 2.60.0, `ActorReplicaWrapper._should_start_new_health_check`: `random.uniform(0.9, 1.1)` of the period. */
const leastShare = 0.9;
const jitterShare = 0.2;

/**
 * Seconds from the start of one health check of a replica to the start of the next. At each look of the controller a
 * share of the period is drawn anew, and the check starts at the first look that is later than it.
 */
export function drawHealthCheckGap(
  options: { readonly periodSeconds: number; readonly lookSeconds: number },
  random: RandomStream,
): number {
  const { periodSeconds, lookSeconds } = options;
  // No look up to here can be late enough.
  let looks = Math.floor((leastShare * periodSeconds) / lookSeconds);
  for (;;) {
    looks++;
    const gapSeconds = looks * lookSeconds;
    if (gapSeconds > periodSeconds * (leastShare + jitterShare * random())) return gapSeconds;
  }
}
