import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { buildVersion } from "../simulation/buildVersion.ts";

const runs = 10;
const horizonSeconds = 20_000;

/** Answers a second of one server with exponential work of mean 1 s, to users who think for an exponential time. */
function measure(users: number, thinkSeconds: number): readonly number[] {
  const deployment = buildDeployment({
    scaling: { kind: "static", numReplicas: 1 },
    maxOngoingRequests: 1,
    serviceTime: { kind: "distribution", seconds: { kind: "exponential", mean: 1 } },
  });
  const arrivals = {
    kind: "closed-loop",
    users,
    thinkSeconds: { kind: "exponential", mean: thinkSeconds },
    rampUpSeconds: 0,
  } as const;
  return Array.from({ length: runs }, (_, run) => {
    const { summary } = simulate(
      buildScenario({
        seed: `M/M/1//${users} ${run}`,
        horizonSeconds,
        timelineIntervalSeconds: 1000,
        primary: buildVersion({ deployments: [deployment] }),
        traffic: [buildTraffic({ arrivals })],
      }),
    );
    return summary.succeededRequests / horizonSeconds;
  });
}

/** The machine repairman, M/M/1//N: the server is busy unless all N users think. */
function repairman(users: number, thinkSeconds: number): number {
  let weight = 1;
  let sum = 1;
  for (let waiting = 1; waiting <= users; waiting++) {
    weight *= (users - waiting + 1) / thinkSeconds;
    sum += weight;
  }
  return 1 - 1 / sum;
}

/** Whether the value lies in the 99 % confidence interval of the mean of ten runs (Student's t, 9 degrees of freedom). */
function isWithinInterval(values: readonly number[], value: number): boolean {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  const variance = values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (values.length - 1);
  return Math.abs(mean - value) <= 3.25 * Math.sqrt(variance / values.length);
}

describe("users in a closed loop, by a formula", () => {
  it.each([
    [1, 2],
    [4, 5],
    [10, 8],
  ])("keep a server as busy as the machine repairman: %d users who think for %d s", (users, thinkSeconds) => {
    const throughputs = measure(users, thinkSeconds);
    expect(isWithinInterval(throughputs, repairman(users, thinkSeconds))).toBe(true);
    // One user more or less is noticed.
    expect(isWithinInterval(throughputs, repairman(users + 1, thinkSeconds))).toBe(false);
    if (users > 1) expect(isWithinInterval(throughputs, repairman(users - 1, thinkSeconds))).toBe(false);
  });
});
