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
    ["", /^expected <figure> <comparison> <value>/],
  ])("%j is refused", (text, reason) => {
    const parsed = parseExpectation(text);
    expect(parsed.kind === "refused" ? parsed.reason : "accepted").toMatch(reason);
  });
});
