import type { ArrivalsCandidate } from "./ArrivalsCandidate.ts";

/** Below this variation of the gaps arrivals are evenly spaced: the least that gamma arrivals of a scenario can have. */
const mostEvenCv = 0.05;

/** A Poisson process of one rate. */
export function fitPoisson(ascending: Float64Array): ArrivalsCandidate {
  const gaps = ascending.length - 1;
  const span = ascending[gaps]! - ascending[0]!;
  const rate = gaps / span;
  return {
    arrivals: { kind: "poisson", requestsPerSecond: rate },
    parameters: [{ name: "rate", value: rate, standardError: rate / Math.sqrt(gaps) }],
    lnLikelihood: gaps * Math.log(rate) - rate * span,
    freeParameters: 1,
    expectedUntil: (seconds) => rate * seconds,
    gapShare: (expected) => -Math.expm1(-expected),
    dispersion: () => 1,
  };
}

/** Evenly spaced arrivals, where the gaps hardly vary; `null` where they do. */
export function fitConstant(ascending: Float64Array): ArrivalsCandidate | null {
  const gaps = ascending.length - 1;
  const mean = (ascending[gaps]! - ascending[0]!) / gaps;
  let squares = 0;
  for (let i = 1; i <= gaps; i += 1) squares += (ascending[i]! - ascending[i - 1]! - mean) ** 2;
  const cv = Math.sqrt(squares / gaps) / mean;
  if (cv >= mostEvenCv) return null;
  const rate = 1 / mean;
  return {
    arrivals: { kind: "constant", requestsPerSecond: rate },
    parameters: [{ name: "rate", value: rate, standardError: (rate * cv) / Math.sqrt(gaps) }],
    // Beyond comparison with processes that vary.
    lnLikelihood: Number.POSITIVE_INFINITY,
    freeParameters: 1,
    expectedUntil: (seconds) => rate * seconds,
    gapShare: (expected) => (expected < 1 ? 0 : 1),
    dispersion: () => null,
  };
}
