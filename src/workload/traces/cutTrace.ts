import type { RequestTrace } from "../Traffic.ts";

/**
 * The requests of a trace in [fromSeconds, toSeconds), from `fromSeconds` as the new beginning. Sizes are views of the
 * trace's columns, not copies.
 *
 * @throws {RangeError} unless 0 ≤ fromSeconds < toSeconds.
 */
export function cutTrace(
  trace: RequestTrace,
  window: { readonly fromSeconds: number; readonly toSeconds: number },
): RequestTrace {
  const { fromSeconds, toSeconds } = window;
  if (!(fromSeconds >= 0 && fromSeconds < toSeconds)) {
    throw new RangeError(
      `cut of a trace from ${fromSeconds} s to ${toSeconds} s; expected an end after the start`,
    );
  }
  const from = firstFrom(trace.arrivalSeconds, fromSeconds);
  const to = firstFrom(trace.arrivalSeconds, toSeconds);
  return {
    arrivalSeconds: trace.arrivalSeconds.slice(from, to).map((seconds) => seconds - fromSeconds),
    inputTokens: trace.inputTokens.subarray(from, to),
    outputTokens: trace.outputTokens.subarray(from, to),
  };
}

/** The first request that does not arrive before `seconds`. */
function firstFrom(arrivalSeconds: Float64Array, seconds: number): number {
  let low = 0;
  let high = arrivalSeconds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (arrivalSeconds[middle]! < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}
