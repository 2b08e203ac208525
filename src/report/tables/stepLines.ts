import type { PlayedStep } from "../../simulation/result/PlayedStep.ts";
import type { Lane, LaneStep } from "../lanes/Lane.ts";
import { heldReplicas } from "./heldReplicas.ts";
import { stepNumbers } from "./stepNumbers.ts";

/** A line of the table of steps: a step, or one of the versions in it. */
export interface StepLine {
  readonly step: PlayedStep;
  readonly number: number | null;
  /** What is told of the step as a whole stands on its first line alone. */
  readonly isFirst: boolean;
  /** Whose line it is; `null`: it tells of all. */
  readonly own: { readonly lane: Lane; readonly played: LaneStep } | null;
}

/** With more than two lanes, each that has something in a step gets a line of its own; else a step is a line. */
export function stepLines(steps: readonly PlayedStep[], lanes: readonly Lane[]): readonly StepLine[] {
  const numbers = stepNumbers(steps);
  return steps.flatMap((step, index): readonly StepLine[] => {
    const number = numbers[index] ?? null;
    const present = lanes.length > 2 ? ownLines(step, lanes) : [];
    const [first = null, ...others] = present;
    return [
      { step, number, isFirst: true, own: first },
      ...others.map((own) => ({ step, number, isFirst: false, own })),
    ];
  });
}

function ownLines(step: PlayedStep, lanes: readonly Lane[]): readonly NonNullable<StepLine["own"]>[] {
  return lanes.flatMap((lane) => {
    const played = lane.playedIn(step);
    return played === null || isNothing(played) ? [] : [{ lane, played }];
  });
}

function isNothing(played: LaneStep): boolean {
  const { capacityPercent, trafficPercent, mirrorPercent, requests } = played;
  return (
    capacityPercent + trafficPercent + mirrorPercent + requests + heldReplicas(played) === 0 &&
    played.replicas.requested === 0
  );
}
