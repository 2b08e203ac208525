import { describe, expect, it } from "vitest";
import type { AutoscalingSettings, StaticScaling } from "../../src/serve/Deployment.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { cutTrace } from "../../src/workload/traces/cutTrace.ts";
import { overlayTrace } from "../../src/workload/traces/overlayTrace.ts";
import { buildAutoscaling } from "../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { meanOfLevels, measured } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * One tenant of a shared service begins at 2,400 s to send very many very short requests: three times the requests, no
 * more tokens. Who scales by requests a second pays three times too much; Ray Serve's autoscaler looks at requests
 * in progress and stays.
 */
describe.skipIf(realTracesAbsent !== null)(`a tenant of short requests ${realTracesAbsent ?? ""}`, () => {
  const windowSeconds = 800;
  const times = { base: 0.02, perInputToken: 0.001, perOutputToken: 0.01 };
  const play = (trace: RequestTrace, scaling: StaticScaling | AutoscalingSettings) => {
    const result = simulate(
      buildScenario({
        horizonSeconds: windowSeconds,
        primary: tokenVersion(times, { scaling, maxOngoingRequests: 4 }),
        traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, endSeconds: windowSeconds })],
      }),
    );
    const { timeline, summary } = result;
    // Rows of 10 s; the autoscaler has settled after 200 s.
    return {
      requests: summary.requests,
      p99Seconds: measured(summary.p99LatencySeconds),
      replicas: meanOfLevels(timeline.primary.runningReplicas, 20),
      ongoing: meanOfLevels(timeline.primary.ongoingRequests, 20),
      peakQueued: summary.peakQueuedRequests,
    };
  };
  const trace = realTracesAbsent === null ? readRealTrace("servegen-mlarge-step.csv.gz") : null;
  const window = (fromSeconds: number) =>
    cutTrace(trace!, { fromSeconds, toSeconds: fromSeconds + windowSeconds });
  const before = () => window(1_600);
  const after = () => window(2_400);
  /** What requests a second suggest: the same users, each three times. */
  const tripled = () =>
    overlayTrace(before(), {
      factor: 3,
      periodSeconds: windowSeconds,
      random: () => {
        throw new Error("a whole factor draws nothing");
      },
    });
  const fixed: StaticScaling = { kind: "static", numReplicas: 10 };
  const scaled = buildAutoscaling({ minReplicas: 2, maxReplicas: 40, initialReplicas: 8 });

  it("triples the requests and leaves the work where it was: as many replicas go on as if nothing had happened", () => {
    const [quiet, busy] = [play(before(), fixed), play(after(), fixed)];
    expect(busy.requests / quiet.requests).toBeGreaterThan(3);
    expect(Math.abs(busy.ongoing / quiet.ongoing - 1)).toBeLessThan(0.15);
    expect(busy.p99Seconds).toBeLessThan(quiet.p99Seconds);
    expect(busy.peakQueued).toBeLessThanOrEqual(quiet.peakQueued);
  });

  it("does not move an autoscaler that looks at requests in progress, where one by requests would take three times as many", () => {
    const [quiet, busy] = [play(before(), scaled), play(after(), scaled)];
    const byRequests = (quiet.replicas * busy.requests) / quiet.requests;
    expect(busy.replicas).toBeLessThan(1.2 * quiet.replicas);
    expect(byRequests).toBeGreaterThan(3 * quiet.replicas);
    expect(byRequests).toBeGreaterThan(2.5 * busy.replicas);
  });

  it("is another thing than three times the same users: these need three times the replicas", () => {
    const overrun = play(tripled(), fixed);
    expect(overrun.requests).toBe(3 * before().arrivalSeconds.length);
    expect(overrun.peakQueued).toBeGreaterThan(1_000);
    expect(overrun.p99Seconds).toBeGreaterThan(5 * play(after(), fixed).p99Seconds);
    expect(play(tripled(), scaled).replicas).toBeGreaterThan(2 * play(before(), scaled).replicas);
  });
});
