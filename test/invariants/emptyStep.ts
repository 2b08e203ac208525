import type { PlayedShare, PlayedStep } from "../../src/simulation/result/PlayedStep.ts";

/** A step in which nothing happens and no time passes. */
export function emptyStep(
  planIndex: number | null,
  stepIndex: number | null,
): PlayedStep & { readonly versions: PlayedShare[] } {
  const none = { requested: 0, starting: 0, running: 0, draining: 0 };
  const quiet = { requests: 0, errors: 0, p50Seconds: null, p99Seconds: null };
  const version = { capacityPercent: 0, trafficPercent: 0, replicas: none, ...quiet };
  const span = { kind: "start" as const, startSeconds: 10, endSeconds: 10 };
  return {
    planIndex,
    stepIndex,
    ...span,
    canary: version,
    primary: version,
    versions: [],
    gpusHeld: 0,
    peakQueuedRequests: 0,
    ...quiet,
  };
}
