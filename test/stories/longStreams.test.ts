import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { cutTrace } from "../../src/workload/traces/cutTrace.ts";
import { buildScenario, buildTraffic } from "../simulation/buildScenario.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { readRealTrace, realTracesAbsent } from "../workload/realTraces.ts";
import { measured } from "./readStory.ts";
import { tokenVersion } from "./tokenVersion.ts";

/**
 * A reasoning model in the evening, 36 to 42 requests a second from 3,600 s on, with outputs of up to tens of thousands
 * of tokens at 50 tokens a second. A replica that is stopped has streams that go on for minutes.
 */
describe.skipIf(realTracesAbsent !== null)(`long streams and drains ${realTracesAbsent ?? ""}`, () => {
  const times = { base: 0.1, perInputToken: 0.0001, perOutputToken: 0.02 };
  const play = (trace: RequestTrace, gracefulShutdownTimeoutSeconds: number) => {
    const version = tokenVersion(times, {
      scaling: { kind: "static", numReplicas: 24 },
      maxOngoingRequests: 48,
      gracefulShutdownTimeoutSeconds,
    });
    const { summary, replicas } = simulate(
      buildScenario({
        horizonSeconds: 3_000,
        primary: version,
        commands: [deployAt(120, { maxSurgePercent: 25 }, version)],
        traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, endSeconds: 1_800 })],
      }),
    );
    const drains = replicas
      .flatMap(({ version, drainingAtSeconds, goneAtSeconds }) =>
        version === "v1" && drainingAtSeconds !== null && goneAtSeconds !== null
          ? [goneAtSeconds - drainingAtSeconds]
          : [],
      )
      .sort((a, b) => a - b);
    return {
      outcome: summary.outcome,
      cutStreams: summary.shutdownRequests,
      otherFailures: summary.failedRequests - summary.shutdownRequests,
      minutes: measured(summary.durationMinutes),
      drains: drains.length,
      medianDrainSeconds: measured(drains[Math.floor(drains.length / 2)]),
      longestDrainSeconds: measured(drains.at(-1)),
    };
  };
  const evening = () =>
    cutTrace(readRealTrace("servegen-r1-evening.csv.gz"), { fromSeconds: 3_600, toSeconds: 5_400 });
  const shortened = (trace: RequestTrace) => ({
    ...trace,
    outputTokens: trace.outputTokens.map((tokens) => Math.min(tokens, 129)),
  });

  it("drains for minutes where streams may end, and then loses none", () => {
    const patient = play(evening(), 900);
    expect(patient.outcome).toBe("completed");
    expect(patient.cutStreams).toBe(0);
    expect(patient.drains).toBe(24);
    expect(patient.medianDrainSeconds).toBeGreaterThan(120);
    expect(patient.longestDrainSeconds).toBeGreaterThan(240);
    expect(patient.longestDrainSeconds).toBeLessThan(900);
  });

  it("cuts streams by the dozen with the default grace of 20 s, in exchange for a rollout three times as fast", () => {
    const [hasty, patient] = [play(evening(), 20), play(evening(), 900)];
    expect(hasty.outcome).toBe("completed");
    expect(hasty.longestDrainSeconds).toBe(20);
    expect(hasty.cutStreams).toBeGreaterThan(60);
    expect(hasty.otherFailures).toBe(0);
    expect(patient.minutes).toBeGreaterThan(3 * hasty.minutes);
  });

  it("would lose nothing in 20 s if outputs were as short as in chat", () => {
    const short = play(shortened(evening()), 20);
    expect(short.outcome).toBe("completed");
    expect(short.cutStreams).toBe(0);
    expect(short.longestDrainSeconds).toBeLessThan(10);
  });
});
