import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { RequestTrace } from "../Traffic.ts";

/**
 * Keeps each request with probability `share`, independently: bursts keep their length and place and lose height, so
 * the gaps become more like those of a Poisson process. One draw a request; a larger share keeps the same requests and
 * more.
 *
 * @throws {RangeError} unless 0 < share ≤ 1.
 */
export function thinTrace(trace: RequestTrace, share: number, random: RandomStream): RequestTrace {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`a trace thinned to a share of ${share}; expected a number above 0 and up to 1`);
  }
  const isKept = Uint8Array.from(trace.arrivalSeconds, () => (random() < share ? 1 : 0));
  const keep = (column: Float64Array) => column.filter((_, i) => isKept[i] === 1);
  return {
    arrivalSeconds: keep(trace.arrivalSeconds),
    inputTokens: keep(trace.inputTokens),
    outputTokens: keep(trace.outputTokens),
  };
}
