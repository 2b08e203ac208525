import { describe, expect, it } from "vitest";
import { checkExpectations } from "../../src/scenario/checkExpectations.ts";
import { parseExpectation } from "../../src/scenario/parseExpectation.ts";
import type { Summary } from "../../src/simulation/result/Summary.ts";
import { quietResult } from "../quietResult.ts";

const summary: Summary = {
  ...quietResult.summary,
  outcome: "completed",
  durationMinutes: 20,
  requests: 1000,
  succeededRequests: 999,
  failedRequests: 1,
  errorPercent: 0.1,
  timeoutRequests: 1,
  clientRequests: 1000,
  clientSucceededRequests: 999,
  clientFailedRequests: 1,
  clientErrorPercent: 0.1,
  meanClientLatencySeconds: 1,
  p50ClientLatencySeconds: 1,
  p90ClientLatencySeconds: 2,
  p99ClientLatencySeconds: 3,
  meanLatencySeconds: 1,
  p50LatencySeconds: 1,
  p90LatencySeconds: 2,
  p99LatencySeconds: 3,
  peakGpus: 10,
  peakNodeGpus: 12,
  peakNodes: 12,
  peakReplicas: 10,
  peakSurgePercent: 25,
  gpuHours: 8,
  nodeHours: 9,
  costDollars: 11,
  replicasStarted: 16,
  nodesStarted: 8,
};

function check(text: string): boolean | undefined {
  const parsed = parseExpectation(text);
  if (parsed.kind === "refused") throw new Error(parsed.reason);
  return checkExpectations([parsed.expectation], summary)[0]?.passed;
}

describe("an expectation", () => {
  it.each([
    ["errorPercent < 0.1", false],
    ["errorPercent <= 0.1", true],
    ["peakGpus = 10", true],
    ["peakGpus == 10", true],
    ["peakGpus != 10", false],
    ["peakGpus >= 10", true],
    ["peakGpus > 10", false],
    ["peakGpus>9", true],
    ["p99LatencySeconds < 8", true],
    ["outcome = completed", true],
    ["outcome != completed", false],
    ["outcome = rolled-back", false],
    ["rollbacks < 1e1", true],
  ])("%j holds: %j", (text, holds) => {
    expect(check(text)).toBe(holds);
  });

  it.each(["<", "<=", "=", "!=", ">=", ">"])("is not met by a figure that was not measured (%s)", (sign) => {
    expect(check(`maxLatencySeconds ${sign} 5`)).toBe(false);
  });

  it.each([
    ["errorPercnt < 1", 'unknown figure "errorPercnt"; did you mean "errorPercent"?'],
    ["constructor < 1", /^unknown figure "constructor"; known figures: outcome, /],
    ["outcome < completed", "outcome is compared by = or !="],
    ["outcome = complete", 'unknown outcome "complete"; did you mean "completed"?'],
    ["peakGpus < ten", "expected a number after <, in the unit of peakGpus"],
    ["peakGpus < Infinity", "expected a number after <, in the unit of peakGpus"],
    ["peakGpus", /^expected <figure> <comparison> <value>/],
    ["peakGpus ~ 3", /^expected <figure> <comparison> <value>/],
    ["peakGpus < 3 in 90 %", /^expected <figure> <comparison> <value>/],
    ["peakGpus < 3 in 0 % of runs", "found 0 % of runs; expected above 0 and at most 100 %"],
    ["peakGpus < 3 in 101 % of runs", "found 101 % of runs; expected above 0 and at most 100 %"],
    ["", /^expected <figure> <comparison> <value>/],
  ])("%j is refused", (text, reason) => {
    const parsed = parseExpectation(text);
    expect(parsed.kind === "refused" ? parsed.reason : "accepted").toMatch(reason);
  });
});

describe("an expectation of several runs", () => {
  const judge = (text: string, values: readonly (number | null)[], stoppedRuns = 0) => {
    const parsed = parseExpectation(text);
    if (parsed.kind === "refused") throw new Error(parsed.reason);
    const summaries = values.map((p99LatencySeconds) => ({ ...summary, p99LatencySeconds }));
    return checkExpectations([parsed.expectation], summary, { summaries, stoppedRuns })[0];
  };

  it("has to be met by every run, unless it names a share", () => {
    expect(judge("p99LatencySeconds < 5", [1, 2, 6])).toMatchObject({ passed: false, metRuns: 2, runs: 3 });
    expect(judge("p99LatencySeconds < 5 in 66 % of runs", [1, 2, 6])).toMatchObject({ passed: true });
    expect(judge("p99LatencySeconds < 5 in 66.7 % of runs", [1, 2, 6])).toMatchObject({ passed: false });
    expect(judge("p99LatencySeconds<5 in 50% of runs", [9])).toMatchObject({ passed: false, runs: 1 });
  });

  it("is not met by a run that stopped before its end, nor by a figure that was not measured", () => {
    expect(judge("p99LatencySeconds < 5", [1, 2], 1)).toMatchObject({ passed: false, metRuns: 2, runs: 3 });
    expect(judge("p99LatencySeconds < 5", [1, null])).toMatchObject({
      passed: false,
      metRuns: 1,
      worst: null,
    });
  });

  it.each([
    ["<= 5", 6],
    [">= 2", 1],
    ["= 2", 1],
    ["!= 6", 6],
  ])("tells the worst run: %s", (rest, worst) => {
    expect(judge(`p99LatencySeconds ${rest}`, [2, 1, 6])?.worst).toBe(worst);
  });
});
