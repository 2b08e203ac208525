import { inferenceMaxPoints } from "./inferenceMaxPoints.ts";
import type { MeasuredPoint } from "./MeasuredPoint.ts";
import { simToRealPoints } from "./simToRealPoints.ts";

export const measuredPoints: readonly MeasuredPoint[] = [...inferenceMaxPoints, ...simToRealPoints];

/** Points of one group are fitted to or held out together, so that no point tells of its neighbour. */
export function groupOf({ model, gpu, weights }: MeasuredPoint): string {
  return `${model} ${gpu} ${weights}`;
}

export const groups: readonly string[] = [...new Set(measuredPoints.map(groupOf))].sort();

/** The rule, made before anything was fitted: of the groups in the order of their names, every second is held out. */
export function isHeldOut(point: MeasuredPoint): boolean {
  return groups.indexOf(groupOf(point)) % 2 === 1;
}
