import { GammaDistribution } from "../../workload/arrivals/GammaDistribution.ts";
import type { ArrivalsCandidate } from "./ArrivalsCandidate.ts";
import { gammaShape, gapSums } from "./fitGammaGaps.ts";
import { fitRateSteps } from "./fitRateSteps.ts";
import { expectedOf, rateAt, type StepRate } from "./StepRate.ts";

/** Beyond this shape (a variation of the gaps below 0.32) requests are nearer to even spacing than to a Poisson process. */
const leastEvenShape = 10;

/** A rate that moves in steps; Poisson, or evenly spaced where the gaps between steps hardly vary. `null` where one rate is enough. */
export function fitSchedule(ascending: Float64Array): ArrivalsCandidate | null {
  const steps = fitRateSteps(ascending);
  return steps === null ? null : scheduleOf(ascending, steps);
}

function scheduleOf(ascending: Float64Array, steps: StepRate): ArrivalsCandidate {
  const first = ascending[0]!;
  const expected = expectedOf(steps);
  const { lnRates, rescaled } = rescale(ascending, steps);
  const poisson = lnRates - (rescaled.at(-1)! - rescaled[0]!);
  const shape = gammaShape(gapSums(rescaled));
  const isEven = shape.shape >= leastEvenShape;
  const gamma = isEven ? new GammaDistribution(Math.min(shape.shape, 1e5)) : null;
  return {
    arrivals: {
      kind: "schedule",
      interpolation: "step",
      process: isEven ? "constant" : "poisson",
      points: steps.fromSeconds.map((atSeconds, index) => ({
        atSeconds,
        requestsPerSecond: steps.requestsPerSecond[index]!,
      })),
    },
    parameters: [],
    lnLikelihood: isEven ? lnRates + shape.lnLikelihood : poisson,
    freeParameters: 2 * steps.fromSeconds.length - 1 + (isEven ? 1 : 0),
    expectedUntil: (seconds) => expected(seconds - first),
    gapShare: gamma === null ? (gap) => -Math.expm1(-gap) : (gap) => 1 - gamma.upper(gap * gamma.shape),
    dispersion: (windowSeconds) =>
      isEven ? null : dispersionOf(expected, ascending.at(-1)! - first, windowSeconds),
  };
}

/** Times measured in expected arrivals, and the sum of the logarithms of the rates at them. */
export function rescale(
  ascending: Float64Array,
  steps: StepRate,
): { readonly lnRates: number; readonly rescaled: Float64Array } {
  const first = ascending[0]!;
  const expected = expectedOf(steps);
  let lnRates = 0;
  for (let i = 1; i < ascending.length; i += 1) {
    // An arrival on the edge of a silent step belongs to the step beside it.
    const rate = rateAt(steps, ascending[i]! - first);
    lnRates += Math.log(rate > 0 ? rate : Math.max(...steps.requestsPerSecond));
  }
  return { lnRates, rescaled: ascending.map((seconds) => expected(seconds - first)) };
}

/** Of a Poisson process: 1, and what the moving rate adds. */
export function dispersionOf(
  expected: (seconds: number) => number,
  spanSeconds: number,
  windowSeconds: number,
): number {
  const windows = Math.floor(spanSeconds / windowSeconds);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < windows; i += 1) {
    const count = expected((i + 1) * windowSeconds) - expected(i * windowSeconds);
    sum += count;
    squares += count * count;
  }
  const mean = sum / windows;
  return 1 + (squares / windows - mean * mean) / mean;
}
