import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { versionNames } from "../lanes/versionNames.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { areVersionsTold } from "./areVersionsTold.ts";
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

/** Of copies, what only the columns of versions tell. */
const ownHeader = [...versionHeader, "mirror_percent"];

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
  "name",
];

/**
 * Every step that was played, a row each; `plan` and `step` count from 0 and are empty before and after the plans, replicas are those
 * at the step's end, and `name` says in words what it does. Where two roles do not tell all, columns such as
 * `traffic_percent:chat-3` of each version follow, in the order of their making; they are empty where it was not there.
 */
export function renderStepsCsv(result: SimulationResult): string {
  const names = versionNames(result);
  const told = areVersionsTold(result) ? result.versions.map(({ id }) => id) : [];
  return formatCsv(
    [...header, ...told.flatMap((id) => ownHeader.map((column) => `${column}:${names.get(id) ?? id}`))],
    result.steps.map((step) => [
      ...stepCells(step, step.planIndex === null ? "" : (result.plans[step.planIndex]?.cause ?? "")),
      ...told.flatMap((id) => ownCells(step, id)),
    ]),
  );
}

function ownCells(step: PlayedStep, id: string): CsvCell[] {
  const share = step.versions.find(({ version }) => version === id);
  return share === undefined ? ownHeader.map(() => null) : [...versionCells(share), share.mirrorPercent];
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
    describeStep(step),
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
