import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { RequestTrace } from "../Traffic.ts";
import { maxTraceRequests } from "./parseTrace.ts";
import { thinTrace } from "./thinTrace.ts";

/**
 * `factor` times the rate in the same time, by copies of the trace laid over one another: copy i of n begins i / n of
 * the period later, and what would come after the end of the period comes at its beginning. Bursts keep their length;
 * the more copies, the smoother the sum. Of a factor's fraction a thinned copy is added (so a factor below 1 thins
 * alone): one draw a request of that copy, none for whole factors.
 *
 * @throws {RangeError} for a factor that is not above 0, a period that does not reach to the last request, or more than
 * `maxTraceRequests` requests.
 */
export function overlayTrace(
  trace: RequestTrace,
  options: { readonly factor: number; readonly periodSeconds: number; readonly random: RandomStream },
): RequestTrace {
  const { factor, periodSeconds, random } = options;
  const count = trace.arrivalSeconds.length;
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new RangeError(`a trace overlaid ${factor} times; expected a number above 0`);
  }
  if (count > 0 && !(periodSeconds >= trace.arrivalSeconds[count - 1]!)) {
    throw new RangeError(
      `a trace overlaid within ${periodSeconds} s whose last request comes at ${trace.arrivalSeconds[count - 1]} s`,
    );
  }
  if (count * Math.ceil(factor) > maxTraceRequests) {
    throw new RangeError(
      `an overlaid trace of more than ${maxTraceRequests} requests, the most that a trace may hold`,
    );
  }
  const copyCount = Math.ceil(factor);
  const share = factor - (copyCount - 1);
  const copies = Array.from({ length: copyCount }, (_, copy) => {
    const shiftSeconds = (copy / copyCount) * periodSeconds;
    const isWhole = copy + 1 < copyCount || share === 1;
    return turned(isWhole ? trace : thinTrace(trace, share, random), shiftSeconds, periodSeconds);
  });
  return merged(copies);
}

/** A trace shifted to the right on a circle of one period. */
function turned(trace: RequestTrace, shiftSeconds: number, periodSeconds: number): RequestTrace {
  // Without a shift nothing is turned, not even a request at the very end of the period.
  if (shiftSeconds === 0) {
    return trace;
  }
  const found = trace.arrivalSeconds.findIndex((seconds) => seconds + shiftSeconds >= periodSeconds);
  const cut = found < 0 ? trace.arrivalSeconds.length : found;
  const rolled = (column: Float64Array) => {
    const result = new Float64Array(column.length);
    result.set(column.subarray(cut));
    result.set(column.subarray(0, cut), column.length - cut);
    return result;
  };
  const arrivalSeconds = rolled(trace.arrivalSeconds);
  const wrapped = arrivalSeconds.length - cut;
  for (let i = 0; i < arrivalSeconds.length; i += 1) {
    arrivalSeconds[i] = arrivalSeconds[i]! + shiftSeconds - (i < wrapped ? periodSeconds : 0);
  }
  return {
    arrivalSeconds,
    inputTokens: rolled(trace.inputTokens),
    outputTokens: rolled(trace.outputTokens),
  };
}

/** Merged by arrival; of equal arrivals those of earlier copies come first. */
function merged(copies: readonly RequestTrace[]): RequestTrace {
  const total = copies.reduce((sum, copy) => sum + copy.arrivalSeconds.length, 0);
  const joined = (column: keyof RequestTrace) => {
    const result = new Float64Array(total);
    let at = 0;
    for (const copy of copies) {
      result.set(copy[column], at);
      at += copy[column].length;
    }
    return result;
  };
  const seconds = joined("arrivalSeconds");
  const order = Uint32Array.from(seconds, (_, i) => i).sort((a, b) => seconds[a]! - seconds[b]! || a - b);
  const sorted = (column: Float64Array) => Float64Array.from(order, (i) => column[i]!);
  return {
    arrivalSeconds: sorted(seconds),
    inputTokens: sorted(joined("inputTokens")),
    outputTokens: sorted(joined("outputTokens")),
  };
}
