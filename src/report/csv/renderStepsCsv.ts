import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { type CsvCell, formatCsv } from "./formatCsv.ts";

const versionHeader = [
  "capacity_percent",
  "traffic_percent",
  "requested_replicas",
  "starting_replicas",
  "running_replicas",
  "draining_replicas",
  "requests",
  "errors",
  "p50_s",
  "p99_s",
];

const header = [
  "plan",
  "cause",
  "step",
  "kind",
  "start_s",
  "end_s",
  ...versionHeader.map((name) => `canary_${name}`),
  ...versionHeader.map((name) => `primary_${name}`),
  "gpus_held",
  "peak_queued_requests",
  "requests",
  "errors",
  "p50_s",
  "p99_s",
];

/** Every step that was played, a row each; `plan` and `step` count from 0 and are empty before and after the plans, replicas are those at the step's end. */
export function renderStepsCsv(result: SimulationResult): string {
  return formatCsv(
    header,
    result.steps.map((step) =>
      stepCells(step, step.planIndex === null ? "" : (result.plans[step.planIndex]?.cause ?? "")),
    ),
  );
}

function stepCells(step: PlayedStep, cause: string): CsvCell[] {
  return [
    step.planIndex,
    cause,
    step.stepIndex,
    step.kind,
    step.startSeconds,
    step.endSeconds,
    ...versionCells(step.canary),
    ...versionCells(step.primary),
    step.gpusHeld,
    step.peakQueuedRequests,
    step.requests,
    step.errors,
    step.p50Seconds,
    step.p99Seconds,
  ];
}

function versionCells(version: PlayedVersion): CsvCell[] {
  return [
    version.capacityPercent,
    version.trafficPercent,
    version.replicas.requested,
    version.replicas.starting,
    version.replicas.running,
    version.replicas.draining,
    version.requests,
    version.errors,
    version.p50Seconds,
    version.p99Seconds,
  ];
}
