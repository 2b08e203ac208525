import type picocolors from "picocolors";
import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { roundTo } from "../text/roundTo.ts";
import { heldReplicas } from "./heldReplicas.ts";
import { stepNumbers } from "./stepNumbers.ts";
import type { TextColumn } from "./TextColumn.ts";

/** The columns of the step table on a terminal; the least important ones have the largest drop order. */
export function stepTableColumns(
  steps: readonly PlayedStep[],
  colors: ReturnType<typeof picocolors.createColors>,
): readonly TextColumn[] {
  const numbers = stepNumbers(steps);
  const column = (
    header: string,
    dropOrder: number,
    read: (step: PlayedStep, index: number) => string,
    align: TextColumn["align"] = "right",
  ): TextColumn => ({ header, dropOrder, align, cells: steps.map(read) });
  const split = (version: PlayedVersion) =>
    `${roundTo(version.capacityPercent, 1)}/${roundTo(version.trafficPercent, 1)}`;
  const states = ({ replicas }: PlayedVersion) =>
    [replicas.requested, replicas.starting, replicas.running, replicas.draining].join("/");
  return [
    column("#", 0, (_, index) => String(numbers[index] ?? "")),
    column("time", 0, (step) => formatClock(step.startSeconds)),
    column("lasts", 9, (step) => formatDuration(step.endSeconds - step.startSeconds)),
    column("step", 7, (step) => paintKind(step, colors), "left"),
    column("canary\ncap/traf %", 0, (step) => split(step.canary)),
    column("primary\ncap/traf %", 0, (step) => split(step.primary)),
    column("replicas\nnew+old", 4, (step) => `${heldReplicas(step.canary)}+${heldReplicas(step.primary)}`),
    column("canary replicas\nreq/start/run/drain", 11, (step) => states(step.canary)),
    column("primary replicas\nreq/start/run/drain", 11, (step) => states(step.primary)),
    column("GPUs\nheld", 3, (step) => formatNumber(step.gpusHeld)),
    column("queue", 5, (step) => formatNumber(step.peakQueuedRequests)),
    column("requests", 8, (step) => formatNumber(step.requests)),
    column("p50", 6, (step) => formatLatency(step.p50Seconds)),
    column("p99", 2, (step) => formatLatency(step.p99Seconds)),
    column("errors", 1, (step) => (step.errors > 0 ? colors.red(formatNumber(step.errors)) : "0")),
  ];
}

function paintKind(step: PlayedStep, colors: ReturnType<typeof picocolors.createColors>): string {
  const text = describeStep(step);
  return step.kind === "roll-back-at-once" ? colors.red(text) : text;
}
