import type { RequestTrace } from "../Traffic.ts";

/**
 * A trace in 1 / factor of its time: `factor` times the rate, the same requests in the same order, the same
 * coefficient of variation of the gaps; bursts become shorter. A factor below 1 stretches it.
 *
 * @throws {RangeError} unless the factor is above 0 and finite.
 */
export function compressTrace(trace: RequestTrace, factor: number): RequestTrace {
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new RangeError(`a trace compressed by ${factor}; expected a number above 0`);
  }
  return { ...trace, arrivalSeconds: trace.arrivalSeconds.map((seconds) => seconds / factor) };
}
