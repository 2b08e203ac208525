import type { FigureName } from "./FigureRange.ts";

/** By which runs are near each other: one or two figures for each thing that a reader asks of a rollout, and no two that say the same. */
export const headlineFigures = [
  "durationMinutes",
  "errorPercent",
  "p50LatencySeconds",
  "p99LatencySeconds",
  "peakQueuedRequests",
  "peakGpus",
  "peakNodeGpus",
  "gpuHours",
  "costDollars",
] as const satisfies readonly FigureName[];
