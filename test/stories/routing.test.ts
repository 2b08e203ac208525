import { describe, expect, it } from "vitest";
import type { RoutingSettings } from "../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { measured } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * Conversations of which few have very long inputs, on twelve replicas that share their processor. Whoever sends a request
 * without a look at the queues sends short ones behind long ones: replicas go out of balance.
 */
describe.skipIf(realTracesAbsent !== null)(`routing few heavy requests ${realTracesAbsent ?? ""}`, () => {
  const times = { base: 0.05, perInputToken: 0.0002, perOutputToken: 0.001 };
  const play = (trace: RequestTrace, routing: RoutingSettings) => {
    const { summary } = simulate(
      buildScenario({
        horizonSeconds: 1_800,
        primary: tokenVersion(times, {
          scaling: { kind: "static", numReplicas: 12 },
          maxOngoingRequests: 64,
          slowdownPerOngoingRequest: 1,
          routing,
        }),
        traffic: [
          buildTraffic({
            arrivals: { kind: "trace", trace },
            endSeconds: 1_800,
            sessions: {
              turns: { kind: "exponential", mean: 6 },
              thinkSeconds: { kind: "exponential", mean: 20 },
            },
          }),
        ],
      }),
    );
    return { mean: measured(summary.meanLatencySeconds), p99: measured(summary.p99LatencySeconds) };
  };
  const real = () => readRealTrace("mooncake-conversation.csv.gz");
  const alike = (trace: RequestTrace): RequestTrace => {
    const levelled = (column: Float64Array) =>
      new Float64Array(column.length).fill(column.reduce((sum, value) => sum + value, 0) / column.length);
    return { ...trace, inputTokens: levelled(trace.inputTokens), outputTokens: levelled(trace.outputTokens) };
  };
  const powerOfTwo: RoutingSettings = { policy: "ideal", locality: "none" };

  it("is slow where the router does not look, and where sessions are bound to a replica", () => {
    const trace = real();
    const two = play(trace, powerOfTwo);
    const random = play(trace, { policy: "random" });
    const turns = play(trace, { policy: "round-robin" });
    const least = play(trace, { policy: "least-loaded" });
    const bound = play(trace, {
      policy: "session-affinity",
      whenFull: "power-of-two",
      pointsPerReplica: 100,
    });
    expect(least.mean).toBeLessThan(0.8 * two.mean);
    expect(turns.mean).toBeGreaterThan(1.2 * two.mean);
    expect(turns.p99).toBeGreaterThan(1.5 * two.p99);
    expect(random.mean).toBeGreaterThan(2 * two.mean);
    expect(random.p99).toBeGreaterThan(2.5 * two.p99);
    expect(bound.mean).toBeGreaterThan(4 * two.mean);
  });

  it("needs no look where every request carries the same: taking turns is better than looking at two", () => {
    const even = alike(real());
    const two = play(even, powerOfTwo);
    const turns = play(even, { policy: "round-robin" });
    expect(turns.mean).toBeLessThan(0.8 * two.mean);
    expect(turns.p99).toBeLessThan(two.p99);
  });
});
