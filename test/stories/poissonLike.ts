import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { createArrivalProcess } from "../../src/workload/arrivals/createArrivalProcess.ts";
import type { DrawnArrivals, RequestTrace } from "../../src/workload/Traffic.ts";

/**
 * The control of a story: the requests of a trace with times from a Poisson process, once at the trace's mean rate, once
 * with its rate in each minute. Each request is one of the trace's requests at about that place, so that sizes move
 * as they do there.
 */
export function poissonLike(
  trace: RequestTrace,
  options: { readonly rate: "mean" | "by-minute"; readonly lengthSeconds: number },
): RequestTrace {
  const { rate, lengthSeconds } = options;
  const count = trace.arrivalSeconds.length;
  const arrivals: DrawnArrivals =
    rate === "mean"
      ? { kind: "poisson", requestsPerSecond: count / lengthSeconds }
      : {
          kind: "schedule",
          process: "poisson",
          interpolation: "step",
          points: minutes(trace, lengthSeconds),
        };
  const process = createArrivalProcess(arrivals, {
    startSeconds: 0,
    endSeconds: lengthSeconds,
    random: createRandomStreams("control").stream("arrivals"),
  });
  const times: number[] = [];
  for (let seconds = process.next(); seconds < lengthSeconds; seconds = process.next()) times.push(seconds);
  const place = (i: number) => Math.floor((i * count) / times.length);
  return {
    arrivalSeconds: Float64Array.from(times),
    inputTokens: Float64Array.from(times, (_, i) => trace.inputTokens[place(i)]!),
    outputTokens: Float64Array.from(times, (_, i) => trace.outputTokens[place(i)]!),
  };
}

function minutes(trace: RequestTrace, lengthSeconds: number) {
  return Array.from({ length: Math.ceil(lengthSeconds / 60) }, (_, minute) => {
    const requests = trace.arrivalSeconds.filter((seconds) => Math.floor(seconds / 60) === minute).length;
    return {
      atSeconds: minute * 60,
      requestsPerSecond: requests / Math.min(60, lengthSeconds - minute * 60),
    };
  });
}
