import type { RequestTrace } from "../workload/Traffic.ts";
import type { RequestLog } from "./RequestLog.ts";

/** The requests of a log as a trace that a scenario can replay, from the first arrival on; sizes that are not known are 0. */
export function traceOf({ arrivalSeconds, inputTokens, outputTokens }: RequestLog): RequestTrace {
  const first = arrivalSeconds[0] ?? 0;
  const sizes = (tokens: Float64Array | null) =>
    tokens === null
      ? new Float64Array(arrivalSeconds.length)
      : tokens.map((each) => (Number.isNaN(each) ? 0 : Math.round(each)));
  return {
    // Seconds since 1970 are exact to a quarter of a microsecond.
    arrivalSeconds: arrivalSeconds.map((seconds) => Number((seconds - first).toFixed(6))),
    inputTokens: sizes(inputTokens),
    outputTokens: sizes(outputTokens),
  };
}
