import type { PlayedStep } from "../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { readSpans } from "./readSpans.ts";
import type { Span } from "./Span.ts";
import type { StepWait } from "./StepWait.ts";
import { waitedFor } from "./waitedFor.ts";

/** Two moments closer than this are one: times are sums of doubles. */
const sameSeconds = 1e-6;

/**
 * The critical path of each step of a run, in the order of `result.steps`: stretches in the order of time that add up to the step,
 * each with what was waited for. Found backwards: what ended last before a moment is what that moment waited for, and when that
 * began is the next moment to ask about. Nothing for the time before and after updates.
 */
export function explainSteps(result: SimulationResult): readonly (readonly StepWait[])[] {
  const spans = readSpans(result);
  return result.steps.map((step, index) =>
    step.kind === "before" || step.kind === "after" ? [] : explain(step, index, result, spans),
  );
}

function explain(
  step: PlayedStep,
  index: number,
  result: SimulationResult,
  spans: readonly Span[],
): readonly StepWait[] {
  const { startSeconds, endSeconds } = step;
  const isAwaited = waitedFor(step, result);
  const own = spans.filter((span) => isAwaited(span) && overlaps(span, step));
  const path: StepWait[] = [];
  let cursor = endSeconds;
  const take = (wait: StepWait) => {
    const fromSeconds = Math.max(wait.fromSeconds, startSeconds);
    const toSeconds = Math.min(wait.toSeconds, cursor);
    if (toSeconds - fromSeconds > sameSeconds) path.unshift({ ...wait, fromSeconds, toSeconds });
    cursor = Math.min(cursor, fromSeconds);
  };
  const takeSpan = (span: Span) => {
    for (const part of [...span.parts(cursor)].reverse()) take(part);
    cursor = Math.min(cursor, Math.max(span.fromSeconds, startSeconds));
  };
  const open = isCutShort(step, index, result) ? firstOpen(own, endSeconds) : undefined;
  if (open !== undefined) takeSpan(open);
  while (cursor - startSeconds > sameSeconds) {
    const last = lastEnded(own, cursor);
    const endedSeconds = Math.max(last?.toSeconds ?? startSeconds, startSeconds);
    if (cursor - endedSeconds > sameSeconds)
      take({ fromSeconds: endedSeconds, toSeconds: cursor, cause: pause(result, endedSeconds, cursor) });
    if (last === undefined) break;
    takeSpan(last);
  }
  return path;
}

function overlaps({ fromSeconds, toSeconds }: Span, { startSeconds, endSeconds }: PlayedStep): boolean {
  return fromSeconds < endSeconds && (toSeconds === null || toSeconds > startSeconds);
}

/** The step did not reach what it was for: the rollout was turned back or given up in it, or the run ended. */
function isCutShort({ kind }: PlayedStep, index: number, { steps, summary }: SimulationResult): boolean {
  const next = steps[index + 1];
  if (next === undefined) return true;
  if (kind === "in-place" || kind === "service-start") return false;
  if (next.kind === "roll-back-at-once" || next.kind === "start") return true;
  return next.kind === "after" && summary.outcome !== "completed" && summary.outcome !== "rolled-back";
}

/** Of what had not ended by then, what began first. */
function firstOpen(spans: readonly Span[], atSeconds: number): Span | undefined {
  let first: Span | undefined;
  for (const span of spans) {
    if (span.toSeconds !== null && span.toSeconds <= atSeconds + sameSeconds) continue;
    if (first === undefined || span.fromSeconds < first.fromSeconds) first = span;
  }
  return first;
}

/** What ended last, not after that moment, and began before it. */
function lastEnded(
  spans: readonly Span[],
  atSeconds: number,
): (Span & { readonly toSeconds: number }) | undefined {
  let last: (Span & { readonly toSeconds: number }) | undefined;
  for (const span of spans) {
    const { fromSeconds, toSeconds } = span;
    if (toSeconds === null || toSeconds > atSeconds + sameSeconds) continue;
    if (fromSeconds >= atSeconds - sameSeconds) continue;
    if (last === undefined || toSeconds > last.toSeconds) last = { ...span, toSeconds };
  }
  return last;
}

function pause({ events }: SimulationResult, fromSeconds: number, toSeconds: number): StepWait["cause"] {
  const isPaused = events.some(
    ({ kind, atSeconds }) =>
      kind === "rollout-paused" && atSeconds >= fromSeconds - sameSeconds && atSeconds < toSeconds,
  );
  return { kind: isPaused ? "command" : "pace" };
}
