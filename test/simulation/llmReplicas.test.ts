import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { LlmProfile } from "../../src/serve/replica/LlmProfile.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const profile: LlmProfile = {
  stepSeconds: 0.02,
  perSequenceSeconds: 0.001,
  perInputTokenSeconds: 0.0001,
  maxSequences: 16,
  maxStepTokens: 512,
  kvTokens: 20_000,
};

function version(changes: Partial<LlmProfile> = {}, deployment: Partial<Deployment> = {}) {
  return buildVersion({
    deployments: [
      buildDeployment({
        scaling: { kind: "static", numReplicas: 1 },
        maxOngoingRequests: 256,
        serviceTime: { kind: "llm", profile: { ...profile, ...changes } },
        ...deployment,
      }),
    ],
  });
}

const chat = (requestsPerSecond: number, inputTokens: number, outputTokens: number) =>
  buildTraffic({
    arrivals: { kind: "constant", requestsPerSecond },
    inputTokens: { kind: "fixed", value: inputTokens },
    outputTokens: { kind: "fixed", value: outputTokens },
  });

describe("a deployment that is a language model", () => {
  it("gives tokens in the time of the formula while its requests are alone", () => {
    const result = playLawfully(buildScenario({ primary: version(), traffic: [chat(0.1, 1000, 101)] }));
    const firstSeconds = 2 * 0.02 + 1000 * 0.0001;
    expect(result.deployments[0]?.meanBatchSize).toBe(1);
    const { firstToken, tokenGap } = result.tokenLatency.total;
    expect(firstToken.maxSeconds).toBeCloseTo(firstSeconds, 9);
    expect(firstToken.meanSeconds).toBeCloseTo(firstSeconds, 9);
    expect(tokenGap.maxSeconds).toBeCloseTo(0.021, 9);
    expect(result.latency.total.maxSeconds).toBeCloseTo(firstSeconds + 100 * 0.021, 9);
    expect(result.summary.p99FirstTokenSeconds).toBe(firstToken.p99Seconds);
    expect(result.summary.p50TokenGapSeconds).toBe(tokenGap.p50Seconds);
  });

  it("answers slower token by token where more requests come, and makes them wait where the batch is full", () => {
    const [quiet, busy, full] = [0.5, 2, 6].map((rate) =>
      playLawfully(
        buildScenario({
          horizonSeconds: 300,
          primary: version(),
          traffic: [chat(rate, 100, 200)],
        }),
      ),
    );
    const gap = (result: typeof quiet) => result?.tokenLatency.total.tokenGap.p50Seconds ?? Number.NaN;
    const first = (result: typeof quiet) => result?.tokenLatency.total.firstToken.p99Seconds ?? Number.NaN;
    expect(gap(busy)).toBeGreaterThan(gap(quiet) * 1.2);
    expect(first(busy)).toBeLessThan(0.2);
    // 16 / (0.02 + 16 × 0.001) = 444 tokens a second, where 1,200 are asked for.
    expect(gap(full)).toBeLessThan(0.02 + 17 * 0.001 + 0.01);
    expect(first(full)).toBeGreaterThan(20);
    const rate = ((full?.summary.succeededRequests ?? 0) * 200) / 300;
    expect(rate).toBeLessThan(445);
    expect(rate).toBeGreaterThan(380);
  });

  it("keeps fewer requests in its batch where KV memory holds fewer", () => {
    const [wide, narrow] = [20_000, 700].map((kvTokens) =>
      playLawfully(
        buildScenario({
          horizonSeconds: 300,
          primary: version({ kvTokens }),
          traffic: [chat(1.5, 100, 200)],
        }),
      ),
    );
    const at = (result: typeof wide) => result?.tokenLatency.total;
    expect(at(narrow)?.tokenGap.p99Seconds).toBeLessThan(at(wide)?.tokenGap.p99Seconds ?? Number.NaN);
    expect(at(narrow)?.firstToken.p99Seconds).toBeGreaterThan(at(wide)?.firstToken.p99Seconds ?? Number.NaN);
  });

  it("answers with an error what could never fit, and counts no tokens of it", () => {
    const result = playLawfully(
      buildScenario({ primary: version({ kvTokens: 500 }), traffic: [chat(1, 400, 101)] }),
    );
    expect(result.summary.succeededRequests).toBe(0);
    expect(result.summary.applicationErrorRequests).toBe(result.summary.requests);
    expect(result.summary.p99FirstTokenSeconds).toBeNull();
  });

  it("wastes its time on answers that are cut off, where deadlines are met by none but a few", () => {
    const play = (rate: number) =>
      playLawfully(
        buildScenario({
          horizonSeconds: 300,
          primary: version({}, { requestTimeoutSeconds: 10 }),
          traffic: [chat(rate, 100, 200)],
        }),
      ).summary;
    expect(play(2).timeoutRequests).toBe(0);
    expect(play(6).succeededRequests).toBeLessThan(play(2).succeededRequests / 4);
  });

  it("loses what its deadline cuts off, and no more", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 300,
        primary: version({}, { requestTimeoutSeconds: 10 }),
        traffic: [chat(2.4, 100, 200)],
      }),
    );
    expect(result.summary.timeoutRequests).toBeGreaterThan(10);
    expect(result.summary.succeededRequests).toBeGreaterThan(50);
    expect(result.latency.total.maxSeconds).toBeLessThanOrEqual(10);
  });

  it("tells both versions' tokens apart, and that a version of another kind has none", () => {
    const result = playLawfully(
      buildScenario({
        primary: version(),
        traffic: [chat(0.5, 100, 50)],
        commands: [deployAt(60, { maxSurgePercent: 100, canaryPercent: 50 }, buildVersion())],
      }),
    );
    expect(result.tokenLatency.byVersion.v1?.firstToken.meanSeconds).not.toBeNull();
    expect(result.requests.byVersion.v2?.succeeded).toBeGreaterThan(10);
    expect(result.tokenLatency.byVersion.v2?.firstToken.meanSeconds).toBeNull();
    expect(result.timeline.primary.p50FirstTokenSeconds.some((value) => value !== null)).toBe(true);
    expect(result.timeline.canary.p50FirstTokenSeconds.every((value) => value === null)).toBe(true);
  });
});

describe("a language model that calls others", () => {
  const search = buildDeployment({
    name: "search",
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 5 } },
  });
  const calls: Deployment["calls"] = { kind: "call", deployment: "search" };
  const play = (called: readonly Deployment[], deployment: Partial<Deployment>) => {
    const { deployments, ...rest } = version({}, deployment);
    return playLawfully(
      buildScenario({
        horizonSeconds: 300,
        primary: { ...rest, deployments: [...deployments, ...called] },
        traffic: [chat(0.1, 1000, 101)],
      }),
    );
  };

  it("has given its first and last token before it calls: the call adds to its latency alone", () => {
    const alone = play([], {});
    const result = play([search], { calls });
    for (const measure of ["firstToken", "tokenGap"] as const) {
      const { maxSeconds, p50Seconds } = alone.tokenLatency.total[measure];
      expect(result.tokenLatency.total[measure]).toMatchObject({ maxSeconds, p50Seconds });
    }
    expect(result.latency.total.maxSeconds).toBeCloseTo((alone.latency.total.maxSeconds ?? 0) + 5, 9);
  });

  it("tells of no tokens where what it called failed", () => {
    const result = play([{ ...search, requestTimeoutSeconds: 1 }], { calls });
    expect(result.summary.childFailedRequests).toBeGreaterThan(10);
    expect(result.tokenLatency.total.firstToken.meanSeconds).toBeNull();
  });
});

describe("a deployment that works in batches", () => {
  it("serves more than one by one, at the price of waiting for a batch", () => {
    const play = (batching: Deployment["batching"]) =>
      playLawfully(
        buildScenario({
          horizonSeconds: 600,
          primary: buildVersion({
            deployments: [
              buildDeployment({
                scaling: { kind: "static", numReplicas: 1 },
                maxOngoingRequests: 16,
                batching,
                slowdownPerOngoingRequest: 0.1,
              }),
            ],
          }),
          traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 4 } })],
        }),
      );
    const full = play({ maxBatchSize: 8, waitTimeoutSeconds: 2 });
    // Eight come in 1.75 s and take 1.7 s.
    expect(full.summary.peakQueuedRequests).toBe(0);
    expect(full.summary.maxLatencySeconds).toBeCloseTo(1.75 + 1.7, 9);
    expect(full.summary.succeededRequests).toBeGreaterThan(2380);
    expect(full.deployments[0]?.meanBatchSize).toBeCloseTo(8, 1);
    const single = play({ maxBatchSize: 1, waitTimeoutSeconds: 2 });
    expect(single.summary.succeededRequests).toBe(599);
    expect(single.deployments[0]?.meanBatchSize).toBe(1);
  });
});
