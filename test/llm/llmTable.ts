import type { MeasuredPoint } from "./MeasuredPoint.ts";
import { groupOf, groups, isHeldOut, measuredPoints } from "./measuredPoints.ts";
import type { PointTimes } from "./PointTimes.ts";

/** A point and what the simulation makes of it. */
export interface PlayedPoint {
  readonly point: MeasuredPoint;
  readonly simulated: PointTimes;
}

type Measure = keyof PointTimes;

/** The relative error of a measure: +0.1 is simulated a tenth longer than measured. */
export function errorOf({ point, simulated }: PlayedPoint, measure: Measure): number {
  return simulated[measure] / point[measure] - 1;
}

/** The median size of the errors of a measure. */
export function medianError(played: readonly PlayedPoint[], measure: Measure): number {
  const errors = played.map((each) => Math.abs(errorOf(each, measure))).sort((a, b) => a - b);
  const middle = errors.length / 2;
  return Number.isInteger(middle) ? (errors[middle - 1]! + errors[middle]!) / 2 : errors[Math.floor(middle)]!;
}

/** The tables of docs/llm-validation.md: first the groups, then every point. */
export function llmTable(played: readonly PlayedPoint[]): string {
  return `${groupTable(played)}\n\n${pointTable(played)}`;
}

function groupTable(played: readonly PlayedPoint[]): string {
  const rows = [
    ["held out", played.filter(({ point }) => isHeldOut(point))] as const,
    ["fitted to", played.filter(({ point }) => !isHeldOut(point))] as const,
  ].map(([name, points]) => groupRow(`**all ${name}**`, "", points));
  const each = groups.map((group) => {
    const points = played.filter(({ point }) => groupOf(point) === group);
    return groupRow(group, isHeldOut(points[0]!.point) ? "held out" : "fit", points);
  });
  return [
    "| Model, GPU, weights | Part | Points | First token | Between tokens |",
    "|---|---|--:|--:|--:|",
    ...rows,
    ...each,
  ].join("\n");
}

function groupRow(name: string, part: string, points: readonly PlayedPoint[]): string {
  const percent = (measure: Measure) => `${(100 * medianError(points, measure)).toFixed(1)} %`;
  return `| ${name} | ${part} | ${points.length} | ${percent("firstTokenMs")} | ${percent("tokenGapMs")} |`;
}

function pointTable(played: readonly PlayedPoint[]): string {
  const ordered = measuredPoints.flatMap((point) => played.filter((each) => each.point === point));
  return [
    "| Source | Engine | Model | GPUs | Weights | Load | Tokens in, out | First token ms | simulated | | Between tokens ms | simulated | | Part |",
    "|---|---|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ...ordered.map(pointRow),
  ].join("\n");
}

function pointRow(played: PlayedPoint): string {
  const { point, simulated } = played;
  const { load } = point;
  const cells = [
    point.source,
    point.engine,
    point.model,
    `${point.tensorParallel} × ${point.gpu}`,
    point.weights,
    load.kind === "users" ? `${load.users} users` : `${load.requestsPerSecond}/s`,
    `${point.inputTokens}, ${point.outputTokens}`,
    milliseconds(point.firstTokenMs),
    milliseconds(simulated.firstTokenMs),
    percentOf(errorOf(played, "firstTokenMs")),
    milliseconds(point.tokenGapMs),
    milliseconds(simulated.tokenGapMs),
    percentOf(errorOf(played, "tokenGapMs")),
    isHeldOut(point) ? "held out" : "fit",
  ];
  return `| ${cells.join(" | ")} |`;
}

function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function percentOf(error: number): string {
  return `${error < 0 ? "−" : "+"}${Math.abs(100 * error).toFixed(0)} %`;
}
