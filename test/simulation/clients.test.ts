import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import type { Backoff, ClientSettings, RetryBudgetSettings } from "../../src/workload/clients/Client.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

const steady: Backoff = { baseSeconds: 1, factor: 2, maxSeconds: 60, jitter: "none" };
const impatient = (changes: Partial<ClientSettings> = {}): ClientSettings => ({
  attemptTimeoutSeconds: 0.4,
  overallTimeoutSeconds: null,
  retries: { maxAttempts: 3, backoff: steady, budget: null },
  cancelsWork: true,
  ...changes,
});
/** One request at 0.5 s, of one second's work, to a service that does nothing else. */
const once = (client: ClientSettings, overrides: Partial<Scenario> = {}) =>
  buildScenario({
    horizonSeconds: 20,
    timelineIntervalSeconds: 0.1,
    traffic: [buildTraffic({ endSeconds: 0.6, startSeconds: 0.4, arrivals: single, client })],
    ...overrides,
  });
const single = {
  kind: "trace",
  trace: {
    arrivalSeconds: Float64Array.of(0.1),
    inputTokens: Float64Array.of(0),
    outputTokens: Float64Array.of(0),
  },
} as const;
const arrivalRows = (result: ReturnType<typeof playLawfully>) =>
  result.timeline.primary.arrivedRequests.flatMap((count, row) => (count > 0 ? [row / 10] : []));

describe("a client who gives attempts up", () => {
  it("tries again after the backoff, up to its last attempt", () => {
    const result = playLawfully(once(impatient()));
    // Given up after 0.4 s, then 1 s and 2 s of waiting; rows are named by their end.
    expect(arrivalRows(result)).toEqual([0.4, 1.8, 4.2]);
    expect(result.clients[0]).toMatchObject({ requests: 1, attempts: 3, retries: 2, failed: 1, open: 0 });
    expect(result.summary).toMatchObject({
      requests: 3,
      clientTimeoutRequests: 3,
      clientRequests: 1,
      clientErrorPercent: 100,
      retries: 2,
    });
  });

  it("leaves the service working for nobody where nothing cancels", () => {
    const result = playLawfully(once(impatient({ cancelsWork: false })));
    expect(result.summary).toMatchObject({
      succeededRequests: 3,
      failedRequests: 0,
      clientFailedRequests: 1,
    });
    expect(result.latency.total.maxSeconds).toBe(1);
  });

  it("begins no attempt once its overall timeout is over, and ends the last one there", () => {
    const twice = playLawfully(once(impatient({ overallTimeoutSeconds: 2 })));
    expect(arrivalRows(twice)).toEqual([0.4, 1.8]);
    const short = playLawfully(
      once(impatient({ attemptTimeoutSeconds: null, overallTimeoutSeconds: 0.7, cancelsWork: true })),
    );
    expect(short.summary).toMatchObject({ requests: 1, clientTimeoutRequests: 1, clientFailedRequests: 1 });
  });

  it("takes an answer that comes at the very moment", () => {
    const result = playLawfully(once(impatient({ attemptTimeoutSeconds: 1 })));
    expect(result.summary).toMatchObject({ succeededRequests: 1, retries: 0, maxClientLatencySeconds: 1 });
  });
});

describe("a client whose attempts fail", () => {
  /** One slot, and nobody may wait. */
  const narrow = buildVersion({
    deployments: [
      buildDeployment({
        scaling: { kind: "static", numReplicas: 1 },
        maxOngoingRequests: 1,
        maxQueuedRequests: 0,
      }),
    ],
  });
  const busy = buildTraffic({ name: "busy", arrivals: { kind: "constant", requestsPerSecond: 1.9 } });
  const many = (client: ClientSettings, overrides: Partial<Scenario> = {}) =>
    playLawfully(
      buildScenario({ primary: narrow, traffic: [{ ...busy, client }], horizonSeconds: 600, ...overrides }),
    );
  const patient = { attemptTimeoutSeconds: null };

  it("counts its latency from the first attempt", () => {
    const retries = { maxAttempts: 20, backoff: { ...steady, factor: 1 }, budget: null };
    const { summary } = many(impatient({ ...patient, retries }));
    expect(summary.retries).toBeGreaterThan(500);
    expect(summary.requests).toBe(summary.clientRequests + summary.retries);
    // An attempt that is served takes a second; those before it took waits of a second each.
    expect(summary.maxLatencySeconds).toBeCloseTo(1, 9);
    expect(summary.maxClientLatencySeconds).toBeGreaterThan(5);
    expect(summary.clientErrorPercent).toBeLessThan(summary.errorPercent);
  });

  it("retries no more than its budget allows, and says how often it would have", () => {
    const withBudget = (budget: RetryBudgetSettings) =>
      many(impatient({ ...patient, retries: { maxAttempts: 4, backoff: steady, budget } })).summary;
    for (const share of [0, 0.1, 0.3]) {
      const { retries, retriesDenied, clientRequests } = withBudget({
        retriesPerRequest: share,
        minRetriesPerSecond: 0,
        maxTokens: 5,
      });
      expect(retries).toBeLessThanOrEqual(5 + share * clientRequests);
      expect(retries).toBeGreaterThan(share * clientRequests - 2);
      expect(retriesDenied).toBeGreaterThan(0);
    }
    expect(withBudget({ retriesPerRequest: 100, minRetriesPerSecond: 0, maxTokens: 1e6 }).retriesDenied).toBe(
      0,
    );
  });

  it("meets the same first attempts whether or not it tries again", () => {
    const play = (client?: ClientSettings) =>
      playLawfully(
        buildScenario({
          traffic: [
            buildTraffic({
              arrivals: { kind: "poisson", requestsPerSecond: 3 },
              ...(client === undefined ? {} : { client }),
            }),
          ],
        }),
      );
    const none = play();
    expect(play(impatient(patient)).summary).toEqual(none.summary);
    expect(none.clients).toEqual([]);
    expect(play(impatient({ ...patient, retries: null })).timeline).toEqual(none.timeline);
  });

  it("is unanswered at the end where its next attempt is yet to come", () => {
    const long = {
      maxAttempts: 4,
      backoff: { ...steady, baseSeconds: 1000, maxSeconds: 1000 },
      budget: null,
    };
    const { clients } = many(impatient({ ...patient, retries: long }));
    const [counts] = clients;
    expect(counts?.open).toBeGreaterThan(400);
    expect(counts?.countedOpen).toBe(counts?.open);
    expect(counts?.retries).toBe(0);
  });
});

describe("a storm of retries", () => {
  const play = (file: string, seed: string) => {
    const { scenario } = loadScenario(`scenarios/${file}.yaml`);
    return playLawfully({ ...scenario, seed });
  };
  const load = ({ timeline }: ReturnType<typeof play>, fromSeconds: number, toSeconds: number) =>
    timeline.primary.arrivedRequests.reduce((sum, count, row) => {
      const at = timeline.atSeconds[row] ?? 0;
      return at >= fromSeconds && at < toSeconds ? sum + count : sum;
    }, 0) /
    (toSeconds - fromSeconds);

  it.each(["1", "2", "3"])(
    "goes on after its cause is over, and not where retries have a budget (seed %s)",
    (seed) => {
      const storm = play("retry-storm", seed);
      const budget = play("retry-budget", seed);
      // Ten requests a second before, in both.
      for (const result of [storm, budget]) expect(Math.abs(load(result, 0, 300) - 10)).toBeLessThan(1);
      // Ten minutes after: each is tried four times, or hardly ever more than once.
      expect(load(storm, 900, 1200)).toBeGreaterThan(38);
      expect(load(budget, 900, 1200)).toBeLessThan(11);
      expect(storm.summary.clientErrorPercent).toBeGreaterThan(5 * budget.summary.clientErrorPercent);
      // What clients want is the same.
      expect(storm.summary.clientRequests).toBe(budget.summary.clientRequests);
    },
  );
});

describe("users in a closed loop", () => {
  const closed = (users: number, thinkSeconds: number, overrides: Partial<Scenario> = {}) =>
    playLawfully(
      buildScenario({
        traffic: [
          buildTraffic({
            arrivals: {
              kind: "closed-loop",
              users,
              thinkSeconds: { kind: "exponential", mean: thinkSeconds },
              rampUpSeconds: 0,
            },
          }),
        ],
        ...overrides,
      }),
    );

  it("never have more requests under way than there are users", () => {
    const { clients, summary } = closed(7, 0.01);
    expect(clients[0]?.open).toBeLessThanOrEqual(7);
    expect(summary.peakQueuedRequests).toBe(0);
    // Seven users, each with a request of one second and hardly a thought.
    expect(summary.requests / 1200).toBeGreaterThan(0.97 * 7);
    expect(summary.requests / 1200).toBeLessThan(7);
  });

  it("keep the law of the response time: users = throughput × (latency + think time)", () => {
    // 60 users want 60 / (1 + 0.5) = 40 a second of a service that can do 32: they wait for each other.
    for (const [users, thinkSeconds] of [
      [10, 4],
      [60, 0.5],
    ] as const) {
      const { summary } = closed(users, thinkSeconds, { horizonSeconds: 6000 });
      const perSecond = summary.succeededRequests / 6000;
      const inLoop = perSecond * ((summary.meanLatencySeconds ?? 0) + thinkSeconds);
      expect(Math.abs(inLoop / users - 1)).toBeLessThan(0.02);
      expect(perSecond).toBeLessThan(32.01);
    }
  });

  it("send nothing after the end of their stream, and go on after failures", () => {
    const traffic = [
      buildTraffic({
        endSeconds: 100,
        arrivals: {
          kind: "closed-loop",
          users: 3,
          thinkSeconds: { kind: "fixed", value: 1 },
          rampUpSeconds: 30,
        },
      }),
    ];
    const stopped = playLawfully(
      buildScenario({ traffic, commands: [{ atSeconds: 50, command: { kind: "terminate" } }] }),
    );
    // Joined at 0, 10 and 20 s; a thought and an answer make two seconds, after 50 s a refusal takes none.
    const { clientRequests, unavailableRequests, clientFailedRequests } = stopped.summary;
    expect(unavailableRequests).toBeGreaterThan(140);
    expect(unavailableRequests).toBe(clientFailedRequests);
    expect(clientRequests).toBeLessThan(230);
    expect(stopped.clients[0]?.open).toBe(0);
  });
});
