import type { StepCalibration } from "../src/serve/replica/llm/StepCalibration.ts";
import { vllmCalibration } from "../src/serve/replica/llm/vllmCalibration.ts";
import { groupOf, isHeldOut, measuredPoints } from "../test/llm/measuredPoints.ts";
import { playPoint } from "../test/llm/playPoint.ts";
import { profileOfPoint, readTokensOf } from "../test/llm/profileOfPoint.ts";
import { type Unrecorded, unrecorded } from "../test/llm/unrecorded.ts";
import { expectations } from "./llm/expectations.ts";
import { fitLogarithms } from "./llm/fitLogarithms.ts";
import { flatten, unflatten } from "./llm/flatten.ts";

/**
 * Fits the constants of `vllmCalibration` and `unrecorded` to the fit points and prints them: `npm run fit-llm`, some minutes.
 * It begins with the constants that are there; `npm run fit-llm -- --anew` with what one expects before any measurement.
 */
interface Fitted {
  readonly calibration: StepCalibration;
  readonly unrecorded: Unrecorded;
}

const present: Fitted = { calibration: vllmCalibration, unrecorded };
const names = Object.keys(flatten(expectations.expected));
const begin = process.argv.includes("--anew") ? expectations.expected : present;
const points = measuredPoints.filter((point) => !isHeldOut(point));
const sizes = new Map<string, number>();
for (const point of points) sizes.set(groupOf(point), (sizes.get(groupOf(point)) ?? 0) + 1);

const fitted = fitLogarithms({
  begin: names.map((name) => Math.log(flatten(begin)[name] as number)),
  expected: names.map((name) => Math.log(flatten(expectations.expected)[name] as number)),
  spread: names.map(expectations.spreadOf),
  most: names.map((name) => Math.log(expectations.mostOf(name))),
  // A group of many points counts more than one of few, but not as much more.
  weights: points.flatMap((point) => {
    const weight = 1 / Math.sqrt(sizes.get(groupOf(point)) as number);
    return [1.3 * weight, weight];
  }),
  errors: (logarithms) => {
    const constants = unflatten<Fitted>(names, logarithms.map(Math.exp));
    return points.flatMap((point) => {
      const profile = profileOfPoint(point, constants.calibration);
      const times = playPoint(point, profile, readTokensOf(point, constants.unrecorded));
      return [
        Math.log(times.tokenGapMs / point.tokenGapMs),
        Math.log(times.firstTokenMs / point.firstTokenMs),
      ];
    });
  },
  onRound: (round, cost) => console.error(`round ${round}: ${cost.toFixed(5)}`),
});
const rounded = fitted.map((logarithm) => Number(Math.exp(logarithm).toPrecision(3)));
console.log(JSON.stringify(unflatten<Fitted>(names, rounded), null, 2));
