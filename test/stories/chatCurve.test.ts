import { describe, expect, it } from "vitest";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { cutTrace } from "../../src/workload/traces/cutTrace.ts";
import { loopTrace } from "../../src/workload/traces/loopTrace.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { poissonLike } from "./poissonLike.ts";
import { measured, shiftTo } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * Chat, seconds 900 to 2820: within a quarter of an hour requests go from 280 to 507 a minute with longer inputs and
 * shorter outputs, and nothing is wrong. The version that is rolled out is the old one once more, at 50 % from 600 s.
 */
describe.skipIf(realTracesAbsent !== null)(
  `chat that grows during a rollout ${realTracesAbsent ?? ""}`,
  () => {
    const lengthSeconds = 1_920;
    const times = { base: 0.05, perInputToken: 0.001, perOutputToken: 0.001 };
    const version = tokenVersion(times, {
      scaling: { kind: "static", numReplicas: 16 },
      maxOngoingRequests: 1,
    });
    const play = (trace: RequestTrace) =>
      simulate(
        buildScenario({
          horizonSeconds: 1_080,
          primary: version,
          commands: [deployAt(560, { maxSurgePercent: 50, canaryPercent: 50 }, version)],
          traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, endSeconds: 1_080 })],
        }),
      );
    const chat = () =>
      cutTrace(readRealTrace("azure-llm-2023-conv.csv"), { fromSeconds: 900, toSeconds: 2_820 });
    /** p99 of the canary at 50 % against that of the primary before the rollout, and at the same time. */
    const compare = (result: SimulationResult) => {
      const before = result.steps.find(({ kind }) => kind === "before");
      const { canary, primary } = shiftTo(result, 50);
      const canaryP99 = measured(canary.p99Seconds);
      return {
        beforeAfter: canaryP99 / measured(before?.primary.p99Seconds),
        sameTime: canaryP99 / measured(primary.p99Seconds),
      };
    };
    /** A gate that tolerates a p99 a quarter above what it compares with. */
    const tolerated = 1.25;

    it("has 80 % more requests at its peak than at first, half as long inputs again and shorter outputs", () => {
      const trace = chat();
      const minute = (at: number) => cutTrace(trace, { fromSeconds: at, toSeconds: at + 60 });
      const mean = (column: Float64Array) => column.reduce((sum, value) => sum + value, 0) / column.length;
      const peak = Math.max(...Array.from({ length: 32 }, (_, i) => minute(60 * i).arrivalSeconds.length));
      expect(peak / minute(0).arrivalSeconds.length).toBeGreaterThan(1.75);
      const [early, late] = [0, 780].map((at) => cutTrace(trace, { fromSeconds: at, toSeconds: at + 240 }));
      expect(mean(late!.inputTokens) / mean(early!.inputTokens)).toBeGreaterThan(1.25);
      expect(mean(late!.outputTokens) / mean(early!.outputTokens)).toBeLessThan(0.61);
    });

    it("would be rolled back by a comparison with the time before, and not by one with the primary beside it", () => {
      const { beforeAfter, sameTime } = compare(play(chat()));
      expect(beforeAfter).toBeGreaterThan(tolerated);
      expect(sameTime).toBeLessThan(tolerated);
      expect(sameTime).toBeGreaterThan(1 / tolerated);
    });

    it("is matched by Poisson traffic with its rate in each minute: the growth does it, not bursts", () => {
      const real = play(chat());
      const control = play(poissonLike(chat(), { rate: "by-minute", lengthSeconds }));
      const share = measured(control.summary.meanLatencySeconds) / measured(real.summary.meanLatencySeconds);
      expect(Math.abs(share - 1)).toBeLessThan(0.05);
      const tail = measured(control.summary.p99LatencySeconds) / measured(real.summary.p99LatencySeconds);
      expect(Math.abs(tail - 1)).toBeLessThan(0.15);
      expect(compare(control).beforeAfter).toBeGreaterThan(tolerated);
      expect(compare(control).sameTime).toBeLessThan(tolerated);
    });

    it("would pass both comparisons if its first eight minutes went on", () => {
      const first = cutTrace(chat(), { fromSeconds: 0, toSeconds: 480 });
      const steady = loopTrace(first, { periodSeconds: 480, untilSeconds: lengthSeconds });
      const { beforeAfter, sameTime } = compare(play(steady));
      expect(beforeAfter).toBeLessThan(tolerated);
      expect(sameTime).toBeLessThan(tolerated);
    });
  },
);
