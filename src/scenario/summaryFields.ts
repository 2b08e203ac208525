import type { SimulationOutcome, Summary } from "../simulation/SimulationResult.ts";

/** Every figure of the summary that `expect:` can name, and what it holds. The compiler keeps it complete. */
export const summaryFields: Readonly<Record<keyof Summary, "number" | "outcome">> = {
  outcome: "outcome",
  durationMinutes: "number",
  requests: "number",
  succeededRequests: "number",
  failedRequests: "number",
  errorPercent: "number",
  queueFullRequests: "number",
  timeoutRequests: "number",
  replicaDiedRequests: "number",
  shutdownRequests: "number",
  unavailableRequests: "number",
  applicationErrorRequests: "number",
  meanLatencySeconds: "number",
  p50LatencySeconds: "number",
  p90LatencySeconds: "number",
  p99LatencySeconds: "number",
  maxLatencySeconds: "number",
  peakQueuedRequests: "number",
  peakGpus: "number",
  peakNodeGpus: "number",
  peakNodes: "number",
  peakReplicas: "number",
  peakSurgePercent: "number",
  gpuHours: "number",
  nodeHours: "number",
  costDollars: "number",
  trafficBeyondCapacitySeconds: "number",
  rollbacks: "number",
  replicasStarted: "number",
  replicasCrashed: "number",
  nodesStarted: "number",
};

const outcomes: Readonly<Record<SimulationOutcome, true>> = {
  completed: true,
  paused: true,
  "rolled-back": true,
  none: true,
  "updated-in-place": true,
  "in-progress": true,
  terminated: true,
};

/** Every value of `outcome`. */
export const simulationOutcomes: readonly string[] = Object.keys(outcomes);
