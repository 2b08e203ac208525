import { describe, expect, it } from "vitest";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { cutTrace } from "../../src/workload/traces/cutTrace.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { poissonLike } from "./poissonLike.ts";
import { measured, shiftTo } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * Code completion, seconds 300 to 1380: minutes of almost nothing, then more requests in seconds than before in minutes.
 * The new version answers one request as fast as the old one, and several at once only one after the other. The step
 * at 25 % falls into the quiet minutes and cannot tell the two apart; the step at 50 % meets the burst.
 */
describe.skipIf(realTracesAbsent !== null)(
  `a code burst after a quiet step ${realTracesAbsent ?? ""}`,
  () => {
    const lengthSeconds = 1_080;
    const times = { base: 0.1, perInputToken: 0.0002, perOutputToken: 0.02 };
    const version = (slowdownPerOngoingRequest: number) =>
      tokenVersion(times, { maxOngoingRequests: 8, slowdownPerOngoingRequest });
    const play = (trace: RequestTrace, canarySlowdown: number) =>
      simulate(
        buildScenario({
          horizonSeconds: lengthSeconds,
          primary: version(0.05),
          commands: [deployAt(20, { holdSeconds: 160 }, version(canarySlowdown))],
          traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, endSeconds: lengthSeconds })],
        }),
      );
    const burst = () =>
      cutTrace(readRealTrace("azure-llm-2023-code.csv"), { fromSeconds: 300, toSeconds: 1_380 });
    const smooth = () => poissonLike(burst(), { rate: "mean", lengthSeconds });
    /** The canary's median latency against the primary's in the same step. */
    const ratioAt = (result: SimulationResult, trafficPercent: number) => {
      const { canary, primary } = shiftTo(result, trafficPercent);
      return measured(canary.p50Seconds) / measured(primary.p50Seconds);
    };

    it("passes a version at 25 % on a handful of requests that is twenty times slower at 50 %", () => {
      const result = play(burst(), 1);
      const [quiet, loud] = [shiftTo(result, 25), shiftTo(result, 50)];
      expect(quiet.requests).toBeLessThan(100);
      expect(quiet.canary.requests).toBeLessThan(30);
      expect(quiet.peakQueuedRequests).toBe(0);
      expect(measured(quiet.canary.p50Seconds)).toBeLessThan(1);
      expect(measured(quiet.canary.p99Seconds)).toBeLessThan(4);
      // As long a step, with ten times the requests, most of them in seconds.
      expect(loud.requests).toBeGreaterThan(10 * quiet.requests);
      expect(ratioAt(result, 50)).toBeGreaterThan(20);
      expect(measured(loud.canary.p50Seconds)).toBeGreaterThan(15);
      expect(loud.peakQueuedRequests).toBeGreaterThan(50);
      // Nothing looks at latency by itself: the rollout goes on to the end.
      expect(result.summary.outcome).toBe("completed");
      expect(measured(result.summary.p99LatencySeconds)).toBeGreaterThan(30);
    });

    it("harms nobody where the new version is no worse", () => {
      const result = play(burst(), 0.05);
      for (const percent of [25, 50, 75]) expect(ratioAt(result, percent)).toBeLessThan(1.5);
      expect(measured(result.summary.p99LatencySeconds)).toBeLessThan(8);
    });

    it("looks harmless with the same bad version under Poisson traffic of the same mean rate and sizes", () => {
      const result = play(smooth(), 1);
      expect(result.summary.outcome).toBe("completed");
      expect(result.summary.peakQueuedRequests).toBe(0);
      for (const percent of [25, 50, 75]) expect(ratioAt(result, percent)).toBeLessThan(1.6);
      expect(measured(result.summary.p99LatencySeconds)).toBeLessThan(8);
      // It is the same traffic but for its times.
      const [found, expected] = [result.summary.requests, burst().arrivalSeconds.length];
      expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });
  },
);
