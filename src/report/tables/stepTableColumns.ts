import type picocolors from "picocolors";
import type { StepWait } from "../../causes/StepWait.ts";
import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import type { Lane, LaneStep } from "../lanes/Lane.ts";
import { describeStep } from "../text/describeStepKind.ts";
import { describeWaits } from "../text/describeWaits.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { plainText } from "../text/plainText.ts";
import { roundTo } from "../text/roundTo.ts";
import { truncateText } from "../text/truncateText.ts";
import { heldReplicas } from "./heldReplicas.ts";
import { type StepLine, stepLines } from "./stepLines.ts";
import type { TextColumn } from "./TextColumn.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** What the name of a step may take of the width: in a narrow terminal its beginning says more than nothing. */
const nameShare = 0.28;
const leastNameColumns = 14;
const longestWord = 12;

/**
 * The columns of the step table on a terminal; the least important ones have the largest drop order. With two lanes each has columns
 * of its own; of more, each has a line.
 */
export function stepTableColumns(
  steps: readonly PlayedStep[],
  options: {
    readonly lanes: readonly Lane[];
    /** What each step waited for. */
    readonly waitsOf: ReadonlyMap<PlayedStep, readonly StepWait[]>;
    readonly widthColumns: number;
    readonly colors: Colors;
  },
): readonly TextColumn[] {
  const { lanes, waitsOf, colors } = options;
  const lines = stepLines(steps, lanes);
  const column = (
    header: string,
    dropOrder: number,
    read: (line: StepLine) => string,
    align: TextColumn["align"] = "right",
  ): TextColumn => ({ header, dropOrder, align, cells: lines.map(read) });
  const ofStep = (read: (line: StepLine) => string) => (line: StepLine) => (line.isFirst ? read(line) : "");
  const name = ({ step }: StepLine) => paintName(step, options);
  return [
    column(
      "#",
      0,
      ofStep(({ number }) => String(number ?? "")),
    ),
    column(
      "time",
      0,
      ofStep(({ step }) => formatClock(step.startSeconds)),
    ),
    column(
      "lasts",
      9,
      ofStep(({ step }) => formatDuration(step.endSeconds - step.startSeconds)),
    ),
    column("step", 2, ofStep(name), "left"),
    column(
      "waits mostly for",
      10,
      ofStep(({ step }) => describeWaits(waitsOf.get(step) ?? [], { most: 2, isShort: true })),
      "left",
    ),
    ...(lanes.length > 2 ? lineColumns(lines, column) : pairColumns(lanes, column)),
    column(
      "GPUs\nheld",
      4,
      ofStep(({ step }) => formatNumber(step.gpusHeld)),
    ),
    column(
      "queue",
      6,
      ofStep(({ step }) => formatNumber(step.peakQueuedRequests)),
    ),
    column("requests", 8, (line) => formatNumber(answersOf(line).requests)),
    column("p50", 7, (line) => formatLatency(answersOf(line).p50Seconds)),
    column("p99", 3, (line) => formatLatency(answersOf(line).p99Seconds)),
    column("errors", 1, (line) => {
      const { errors } = answersOf(line);
      return errors > 0 ? colors.red(formatNumber(errors)) : "0";
    }),
  ];
}

type MakeColumn = (
  header: string,
  dropOrder: number,
  read: (line: StepLine) => string,
  align?: TextColumn["align"],
) => TextColumn;

function pairColumns(lanes: readonly Lane[], column: MakeColumn): readonly TextColumn[] {
  const word = (lane: Lane) => truncateText(lane.word, longestWord);
  const each = (read: (played: LaneStep | null) => string, lane: Lane) => (line: StepLine) =>
    read(lane.playedIn(line.step));
  return [
    ...lanes.map((lane) => column(`${word(lane)}\ncap/traf %`, 0, each(split, lane))),
    column("replicas\nnew+old", 5, ({ step }) => lanes.map((lane) => held(lane.playedIn(step))).join("+")),
    ...lanes.map((lane) => column(`${word(lane)} replicas\nreq/start/run/drain`, 11, each(states, lane))),
  ];
}

function lineColumns(lines: readonly StepLine[], column: MakeColumn): readonly TextColumn[] {
  const own = (read: (played: LaneStep) => string) => (line: StepLine) =>
    line.own === null ? "" : read(line.own.played);
  const hasCopies = lines.some((line) => (line.own?.played.mirrorPercent ?? 0) > 0);
  const copies = own(({ mirrorPercent }) => (mirrorPercent > 0 ? String(roundTo(mirrorPercent, 1)) : ""));
  return [
    column("version", 0, (line) => truncateText(line.own?.lane.word ?? "", longestWord), "left"),
    column("cap/traf\n%", 0, own(split)),
    ...(hasCopies ? [column("copies\n%", 1, copies)] : []),
    column("replicas", 5, own(held)),
    column("replicas\nreq/start/run/drain", 11, own(states)),
  ];
}

function answersOf({
  step,
  own,
}: StepLine): Pick<PlayedVersion, "requests" | "errors" | "p50Seconds" | "p99Seconds"> {
  return own?.played ?? step;
}

function split(version: LaneStep | null): string {
  return version === null
    ? "0/0"
    : `${roundTo(version.capacityPercent, 1)}/${roundTo(version.trafficPercent, 1)}`;
}

function held(version: LaneStep | null): string {
  return version === null ? "0" : String(heldReplicas(version));
}

function states(version: LaneStep | null): string {
  if (version === null) return "0/0/0/0";
  const { requested, starting, running, draining } = version.replicas;
  return [requested, starting, running, draining].join("/");
}

function paintName(
  step: PlayedStep,
  { widthColumns, colors }: { readonly widthColumns: number; readonly colors: Colors },
): string {
  const mostColumns = Math.max(leastNameColumns, Math.floor(nameShare * widthColumns));
  const text = truncateText(plainText(describeStep(step)), mostColumns);
  return step.kind === "roll-back-at-once" ? colors.red(text) : text;
}
