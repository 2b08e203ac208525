import { leastMeanSeconds } from "../../workload/rates/MarkovRate.ts";
import { groupValues } from "../distributions/groupValues.ts";
import type { ArrivalsCandidate } from "./ArrivalsCandidate.ts";

const mostSteps = 500;

/** Two exponential kinds of gaps: short ones within bursts, long ones with a pause in them. */
interface TwoKinds {
  readonly shareOfFirst: number;
  readonly firstRate: number;
  readonly secondRate: number;
}

/**
 * Bursts of a Poisson process with silence between them (an MMPP whose second state is silent): its gaps are hyperexponential of
 * order two, and each such pair of kinds is one such process (A. Kuczura, Bell System Technical Journal 52, 1973). By expectation
 * and maximisation. `null` where the gaps are no burstier than a Poisson process's, or bursts or pauses are too short to play.
 */
export function fitBursts(ascending: Float64Array): ArrivalsCandidate | null {
  const count = ascending.length - 1;
  const gaps = new Float64Array(count);
  for (let i = 0; i < count; i += 1) gaps[i] = ascending[i + 1]! - ascending[i]!;
  const kinds = twoKinds(gaps.slice().sort());
  if (kinds === null) return null;
  const { shareOfFirst, firstRate, secondRate } = kinds;
  const burstRate = shareOfFirst * firstRate + (1 - shareOfFirst) * secondRate;
  const beginRate = (firstRate * secondRate) / burstRate;
  const endRate = firstRate + secondRate - burstRate - beginRate;
  const burstSeconds = 1 / endRate;
  const pauseSeconds = 1 / beginRate;
  const isPlayable = burstSeconds >= leastMeanSeconds && pauseSeconds >= leastMeanSeconds;
  if (!isPlayable || !(endRate > 0 && Number.isFinite(burstSeconds + pauseSeconds + burstRate))) return null;
  let lnLikelihood = 0;
  for (const gap of gaps) lnLikelihood += Math.log(densityOf(kinds, gap));
  const rate = (burstRate * burstSeconds) / (burstSeconds + pauseSeconds);
  const change = endRate + beginRate;
  return {
    arrivals: {
      kind: "mmpp",
      states: [
        { requestsPerSecond: burstRate, meanSeconds: burstSeconds },
        { requestsPerSecond: 0, meanSeconds: pauseSeconds },
      ],
    },
    parameters: [
      { name: "burstRate", value: burstRate, standardError: null },
      { name: "burstSeconds", value: burstSeconds, standardError: null },
      { name: "pauseSeconds", value: pauseSeconds, standardError: null },
    ],
    lnLikelihood,
    freeParameters: 3,
    expectedUntil: (seconds) => rate * seconds,
    gapShare: (expected) =>
      1 -
      shareOfFirst * Math.exp((-firstRate * expected) / rate) -
      (1 - shareOfFirst) * Math.exp((-secondRate * expected) / rate),
    // W. Fischer, K. Meier-Hellstern, "The MMPP cookbook", Performance Evaluation 18 (1993), equation 17, with a silent state.
    dispersion: (windowSeconds) =>
      1 +
      ((2 * endRate * burstRate) / (change * change)) *
        (1 + Math.expm1(-change * windowSeconds) / (change * windowSeconds)),
  };
}

function densityOf({ shareOfFirst, firstRate, secondRate }: TwoKinds, gap: number): number {
  return (
    shareOfFirst * firstRate * Math.exp(-firstRate * gap) +
    (1 - shareOfFirst) * secondRate * Math.exp(-secondRate * gap)
  );
}

function twoKinds(ascending: Float64Array): TwoKinds | null {
  const groups = groupValues(ascending);
  const count = ascending.length;
  let sum = 0;
  let squares = 0;
  for (const gap of ascending) {
    sum += gap;
    squares += gap * gap;
  }
  const mean = sum / count;
  if (squares / count < 2.1 * mean * mean) return null;
  const median = ascending[count >> 1]!;
  let kinds: TwoKinds = {
    shareOfFirst: 0.9,
    firstRate: 1 / Math.max(median, mean / 100),
    secondRate: 0.1 / mean,
  };
  for (let step = 0; step < mostSteps; step += 1) {
    let firstCount = 0;
    let firstSum = 0;
    for (const { value, count: many } of groups) {
      const inFirst = kinds.shareOfFirst * kinds.firstRate * Math.exp(-kinds.firstRate * value);
      const inSecond = (1 - kinds.shareOfFirst) * kinds.secondRate * Math.exp(-kinds.secondRate * value);
      const share = inFirst + inSecond > 0 ? inFirst / (inFirst + inSecond) : 0;
      firstCount += many * share;
      firstSum += many * share * value;
    }
    const next = {
      shareOfFirst: firstCount / count,
      firstRate: firstCount / firstSum,
      secondRate: (count - firstCount) / (sum - firstSum),
    };
    if (!(next.firstRate > 0 && next.secondRate > 0 && Number.isFinite(next.firstRate + next.secondRate))) {
      return null;
    }
    const change = Math.abs(next.shareOfFirst - kinds.shareOfFirst);
    kinds = next;
    if (change < 1e-9) break;
  }
  return kinds;
}
