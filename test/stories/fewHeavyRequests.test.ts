import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { measured } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * Conversations of which few have very long inputs: a tenth of the requests carries two fifths of the tokens. Replicas
 * with as many requests each have very different amounts of work, and what shares a replica with a long one waits for it.
 * Old and new version are the same and have half of the replicas and of the traffic each.
 */
describe.skipIf(realTracesAbsent !== null)(
  `few requests that carry the load ${realTracesAbsent ?? ""}`,
  () => {
    const times = { base: 0.05, perInputToken: 0.0002, perOutputToken: 0.001 };
    const version = tokenVersion(times, {
      scaling: { kind: "static", numReplicas: 12 },
      maxOngoingRequests: 32,
      slowdownPerOngoingRequest: 1,
    });
    const play = (trace: RequestTrace) => {
      const { summary, timeline, steps } = simulate(
        buildScenario({
          horizonSeconds: 3_500,
          primary: version,
          commands: [deployAt(10, { maxSurgePercent: 50, canaryPercent: 50 }, version)],
          traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, endSeconds: 3_500 })],
        }),
      );
      expect(steps.at(-1)?.canary.trafficPercent).toBe(50);
      // How far apart the two halves are in the same 10 s: the greater p90 over the smaller one.
      const ratios = timeline.canary.p90Seconds
        .flatMap((canary, row) => {
          const primary = timeline.primary.p90Seconds[row] ?? null;
          return canary === null || primary === null ? [] : [Math.max(canary / primary, primary / canary)];
        })
        .sort((a, b) => a - b);
      return {
        p50: measured(summary.p50LatencySeconds),
        p99: measured(summary.p99LatencySeconds),
        ongoing: timeline.canary.ongoingRequests.reduce(
          (sum, ongoing, row) => sum + ongoing + timeline.primary.ongoingRequests[row]!,
          0,
        ),
        medianRatio: measured(ratios[Math.floor(ratios.length / 2)]),
        shareOfTwofold: ratios.filter((ratio) => ratio > 2).length / ratios.length,
      };
    };
    const real = () => readRealTrace("mooncake-conversation.csv.gz");
    /** The same times, tokens and work in all, but every request alike. */
    const alike = (trace: RequestTrace): RequestTrace => {
      const levelled = (column: Float64Array) =>
        new Float64Array(column.length).fill(column.reduce((sum, value) => sum + value, 0) / column.length);
      return {
        ...trace,
        inputTokens: levelled(trace.inputTokens),
        outputTokens: levelled(trace.outputTokens),
      };
    };

    it("has two fifths of the input tokens in a tenth of the requests", () => {
      const { inputTokens } = real();
      const sorted = inputTokens.slice().sort().reverse();
      const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
      const share = sum(sorted.slice(0, sorted.length / 10)) / sum(sorted);
      expect(share).toBeGreaterThan(0.39);
      expect(share).toBeLessThan(0.42);
    });

    it("has a tail ten times its median, and halves that look unlike though they are the same", () => {
      const heavy = play(real());
      expect(heavy.p99 / heavy.p50).toBeGreaterThan(9);
      expect(heavy.medianRatio).toBeGreaterThan(1.5);
      expect(heavy.shareOfTwofold).toBeGreaterThan(0.3);
    });

    it("has neither where each request carries the same: no less work, a third of the tail, halves alike", () => {
      const [heavy, even] = [play(real()), play(alike(real()))];
      expect(even.ongoing).toBeGreaterThan(0.95 * heavy.ongoing);
      expect(even.p99 / even.p50).toBeLessThan(4);
      expect(even.p99).toBeLessThan(0.6 * heavy.p99);
      expect(even.medianRatio).toBeLessThan(1.45);
      expect(even.shareOfTwofold).toBeLessThan(0.6 * heavy.shareOfTwofold);
    });
  },
);
