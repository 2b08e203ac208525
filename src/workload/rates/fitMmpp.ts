import type { MarkovState } from "../Traffic.ts";

/**
 * The interrupted Poisson process (bursts at one rate, nothing in between) that has this mean rate, this coefficient
 * of variation of the gaps and bursts of this mean length: an MMPP whose second state is silent. It is a renewal
 * process with gaps CV² = 1 + 2 λ α / (α + β)², where bursts of rate λ end at rate α and begin at rate β (A. Kuczura,
 * "The interrupted Poisson process as an overflow process", Bell System Technical Journal 52, 1973).
 *
 * @throws {RangeError} unless all are finite, rate and length above 0 and the CV above 1: a process that is no burstier
 * than Poisson has no bursts.
 */
export function fitMmpp(wanted: {
  readonly requestsPerSecond: number;
  readonly gapCv: number;
  readonly meanBurstSeconds: number;
}): readonly [MarkovState, MarkovState] {
  const { requestsPerSecond, gapCv, meanBurstSeconds } = wanted;
  for (const [name, value, above] of [
    ["a mean rate", requestsPerSecond, 0],
    ["a coefficient of variation", gapCv, 1],
    ["a mean burst length", meanBurstSeconds, 0],
  ] as const) {
    if (!(value > above && Number.isFinite(value))) {
      throw new RangeError(`MMPP arrivals: ${name} of ${value}; expected a number above ${above}`);
    }
  }
  // With p the share of time in bursts, λ = rate / p, α = 1 / length and α + β = α / (1 − p):
  // (1 − p)² = k p, where k = (CV² − 1) / (2 × rate × length).
  const k = (gapCv * gapCv - 1) / (2 * requestsPerSecond * meanBurstSeconds);
  // The smaller root of p² − (2 + k) p + 1, in the form that does not cancel.
  const share = 2 / (2 + k + Math.sqrt(k * (k + 4)));
  // 1 − p = √(k p), also without cancelling.
  const quietShare = Math.sqrt(k * share);
  return [
    { requestsPerSecond: requestsPerSecond / share, meanSeconds: meanBurstSeconds },
    { requestsPerSecond: 0, meanSeconds: (meanBurstSeconds * quietShare) / share },
  ];
}
