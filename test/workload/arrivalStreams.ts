import { createRandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts";
import type { PinnedVersion } from "../../src/workload/arrivals/ArrivalSource.ts";
import { createArrivalSource } from "../../src/workload/arrivals/createArrivalSource.ts";
import type { Arrivals, RequestTrace, TrafficStream } from "../../src/workload/Traffic.ts";

/** A stream of traffic for tests: one hundred seconds, sizes that differ, nothing pinned. */
export function trafficStream(arrivals: Arrivals, changes: Partial<TrafficStream> = {}): TrafficStream {
  return {
    name: "test",
    deployment: "model",
    arrivals,
    inputTokens: { kind: "lognormal", median: 500, sigma: 1 },
    outputTokens: { kind: "uniform", low: 1, high: 1_000 },
    startSeconds: 0,
    endSeconds: 100,
    pinnedPrimaryPercent: 0,
    pinnedCanaryPercent: 0,
    ...changes,
  };
}

export interface DrawnTraffic extends RequestTrace {
  readonly pinnedVersions: readonly PinnedVersion[];
  readonly sessions: readonly number[];
  /** Uniform numbers taken from each random stream. */
  readonly draws: Readonly<Record<"arrivals" | "sizes" | "pinning" | "sessions", number>>;
}

/** Every request of a stream, to the end (which must come). */
export function drawTraffic(stream: TrafficStream, seed = "seed"): DrawnTraffic {
  const streams = createRandomStreams(seed);
  const draws = { arrivals: 0, sizes: 0, pinning: 0, sessions: 0 };
  const counted = (name: keyof typeof draws): RandomStream => {
    const random = streams.stream(name);
    return () => {
      draws[name] += 1;
      return random();
    };
  };
  const source = createArrivalSource(stream, {
    arrivals: counted("arrivals"),
    sizes: counted("sizes"),
    pinning: counted("pinning"),
    sessions: counted("sessions"),
  });
  const arrivalSeconds: number[] = [];
  const inputTokens: number[] = [];
  const outputTokens: number[] = [];
  const pinnedVersions: PinnedVersion[] = [];
  const sessions: number[] = [];
  for (let seconds = source.next(); seconds !== Number.POSITIVE_INFINITY; seconds = source.next()) {
    arrivalSeconds.push(seconds);
    inputTokens.push(source.inputTokens);
    outputTokens.push(source.outputTokens);
    pinnedVersions.push(source.pinnedVersion);
    sessions.push(source.session);
  }
  if (source.next() !== Number.POSITIVE_INFINITY) {
    throw new Error("a request came after the end");
  }
  return {
    arrivalSeconds: Float64Array.from(arrivalSeconds),
    inputTokens: Float64Array.from(inputTokens),
    outputTokens: Float64Array.from(outputTokens),
    pinnedVersions,
    sessions,
    draws,
  };
}

/** A trace as a stream from `startSeconds` to `endSeconds` replays it. */
export function replay(
  trace: RequestTrace,
  window: { readonly startSeconds: number; readonly endSeconds: number },
): DrawnTraffic {
  return drawTraffic(trafficStream({ kind: "trace", trace }, window));
}
