import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";

const runs = 10;

/** Mean latencies of an ingress that shares its processor and then calls a single server, by run. */
function measure(load: number, innerMeanSeconds: number): readonly number[] {
  const exponential = (mean: number) =>
    ({ kind: "distribution", seconds: { kind: "exponential", mean } }) as const;
  const one = { kind: "static", numReplicas: 1 } as const;
  const deployments = [
    buildDeployment({
      scaling: one,
      maxOngoingRequests: 100_000,
      serviceTime: exponential(1),
      slowdownPerOngoingRequest: 1,
      calls: { kind: "call", deployment: "inner" },
    }),
    buildDeployment({
      name: "inner",
      scaling: one,
      maxOngoingRequests: 1,
      serviceTime: exponential(innerMeanSeconds),
    }),
  ];
  return Array.from({ length: runs }, (_, run) => {
    const { summary } = simulate(
      buildScenario({
        seed: `tandem ${load} ${run}`,
        horizonSeconds: 60_000,
        timelineIntervalSeconds: 10_000,
        primary: buildVersion({ deployments }),
        traffic: [buildTraffic({ arrivals: { kind: "poisson", requestsPerSecond: load } })],
      }),
    );
    return summary.meanLatencySeconds ?? Number.NaN;
  });
}

/** Whether the value lies in the 99 % confidence interval of the mean of ten runs (Student's t, 9 degrees of freedom). */
function isWithinInterval(values: readonly number[], value: number): boolean {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return Math.abs(mean - value) <= 3.25 * Math.sqrt(variance / values.length);
}

describe("two queues in tandem, by Jackson's theorem", () => {
  it.each([
    [0.5, 1.2],
    [0.7, 0.8],
  ])("are each as if alone: load %d, then %d s of work", (load, innerMeanSeconds) => {
    const latencies = measure(load, innerMeanSeconds);
    const alone = (mean: number) => mean / (1 - load * mean);
    expect(isWithinInterval(latencies, alone(1) + alone(innerMeanSeconds))).toBe(true);
    // Not with a slot held as if it were work, without a wait inside, or without one at the door.
    expect(isWithinInterval(latencies, alone(1) + innerMeanSeconds)).toBe(false);
    expect(isWithinInterval(latencies, 1 + alone(innerMeanSeconds))).toBe(false);
    expect(isWithinInterval(latencies, 1.1 * (alone(1) + alone(innerMeanSeconds)))).toBe(false);
  });
});
