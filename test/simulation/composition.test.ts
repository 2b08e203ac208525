import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { CallPlan } from "../../src/serve/path/CallPlan.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import type { TrafficStream } from "../../src/workload/Traffic.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const call = (deployment: string): CallPlan => ({ kind: "call", deployment });
const sequence = (...steps: CallPlan[]): CallPlan => ({ kind: "sequence", steps });
const parallel = (...branches: CallPlan[]): CallPlan => ({ kind: "parallel", branches });
const share = (percent: number, plan: CallPlan, otherwise: CallPlan | null = null): CallPlan => ({
  kind: "share",
  percent,
  plan,
  otherwise,
});
/** One replica of many slots, that answers in exactly so many seconds. */
const part = (name: string, seconds: number, overrides: Partial<Deployment> = {}) =>
  buildDeployment({
    name,
    scaling: { kind: "static", numReplicas: 1 },
    maxOngoingRequests: 100,
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: seconds } },
    ...overrides,
  });
const parts = [part("a", 2), part("b", 3), part("c", 1)];

/** Requests at these moments to an ingress of one second's own work. */
function play(
  calls: CallPlan,
  overrides: {
    readonly at?: readonly number[];
    readonly ingress?: Partial<Deployment>;
    readonly others?: readonly Deployment[];
    readonly stream?: Partial<TrafficStream>;
    readonly scenario?: Partial<Scenario>;
  } = {},
) {
  const { at = [0.5], ingress = {}, others = parts } = overrides;
  const zeros = new Float64Array(at.length);
  const trace = { arrivalSeconds: Float64Array.from(at), inputTokens: zeros, outputTokens: zeros };
  return playLawfully(
    buildScenario({
      horizonSeconds: 100,
      primary: buildVersion({ deployments: [part("chat", 1, { calls, ...ingress }), ...others] }),
      traffic: [buildTraffic({ arrivals: { kind: "trace", trace }, ...overrides.stream })],
      ...overrides.scenario,
    }),
  );
}
const of = (result: ReturnType<typeof play>, name: string) => {
  const found = result.deployments.find(({ deployment }) => deployment === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

describe("a request that calls other deployments", () => {
  it.each<[string, CallPlan, number]>([
    ["one after the other", sequence(call("a"), call("b"), call("c")), 1 + 2 + 3 + 1],
    ["at once, and waits for the last", parallel(call("a"), call("b"), call("c")), 1 + 3],
    ["both", sequence(call("c"), parallel(sequence(call("a"), call("c")), call("a"))), 1 + 1 + 3],
    ["the same one twice", sequence(call("a"), call("a")), 1 + 2 + 2],
    ["for all of the requests", share(100, call("b"), call("c")), 1 + 3],
    ["for none of them", share(0, call("b"), call("c")), 1 + 1],
    ["nothing, in the end", sequence(share(0, call("a")), parallel(share(0, call("b")))), 1],
  ])("calls them %s", (_, calls, seconds) => {
    const result = play(calls);
    expect(result.summary).toMatchObject({ requests: 1, succeededRequests: 1 });
    expect(result.summary.maxLatencySeconds).toBeCloseTo(seconds, 9);
  });

  it("counts once at the door, and every call where it arrives", () => {
    const result = play(sequence(call("a"), parallel(call("b"), call("b"), call("c"))), {
      at: [1, 2, 3],
    });
    expect(result.summary).toMatchObject({ requests: 3, succeededRequests: 3 });
    expect(result.calls.calls).toBe(12);
    expect(of(result, "b")).toMatchObject({ arrived: 6, called: 6, succeeded: 6, inSystem: 0 });
    expect(of(result, "chat")).toMatchObject({ arrived: 3, called: 0 });
    expect(of(result, "b").latency?.maxSeconds).toBeCloseTo(3, 9);
  });

  it("goes deeper where those that it calls call others", () => {
    const result = play(call("a"), { others: [part("a", 2, { calls: call("b") }), part("b", 3)] });
    expect(result.summary.maxLatencySeconds).toBeCloseTo(1 + 2 + 3, 9);
  });

  it("keeps its slot while it awaits, but takes no part in the work", () => {
    // The second comes when the first has done its own work and holds the only slot.
    const narrow = play(call("b"), { at: [0, 1.5], ingress: { maxOngoingRequests: 1 } });
    expect(narrow.summary.maxLatencySeconds).toBeCloseTo(2.5 + 1 + 3, 9);
    // Each of two would work at half the rate beside another one that works; one that awaits leaves it the whole.
    const shared = play(call("b"), { at: [0, 1.5], ingress: { slowdownPerOngoingRequest: 1 } });
    expect(shared.summary.maxLatencySeconds).toBeCloseTo(1 + 3, 9);
    const beside = play(call("b"), { at: [0, 0], ingress: { slowdownPerOngoingRequest: 1 } });
    expect(beside.summary.maxLatencySeconds).toBeCloseTo(2 + 3, 9);
  });

  it("makes a call for its share of the requests, the same ones in another run of the seed", () => {
    const at = Array.from({ length: 2000 }, (_, i) => i / 50);
    const result = play(share(30, call("a"), call("c")), { at, ingress: { maxOngoingRequests: 1000 } });
    const [yes, no] = [of(result, "a").arrived, of(result, "c").arrived];
    expect(yes + no).toBe(2000);
    // Four standard deviations.
    expect(Math.abs(yes - 600)).toBeLessThan(4 * Math.sqrt(2000 * 0.3 * 0.7));
    const more = play(share(40, call("a"), call("c")), { at, ingress: { maxOngoingRequests: 1000 } });
    expect(of(more, "a").arrived).toBeGreaterThan(yes);
  });
});

describe("a call that fails", () => {
  const broken = part("a", 2, { maxQueuedRequests: 0, maxOngoingRequests: 1 });

  it("fails its request, and cancels the others that it awaits", () => {
    // Two at once: the second finds no slot and no queue at a.
    const result = play(parallel(call("a"), call("b")), { at: [0, 0], others: [broken, part("b", 3)] });
    expect(result.requests.total.failed).toMatchObject({ "child-failed": 1, "queue-full": 0 });
    expect(result.summary).toMatchObject({ requests: 2, succeededRequests: 1, childFailedRequests: 1 });
    expect(of(result, "a").failed["queue-full"]).toBe(1);
    expect(of(result, "b")).toMatchObject({ arrived: 2, succeeded: 1 });
    expect(of(result, "b").failed["caller-gone"]).toBe(1);
  });

  it("fails it all the way up", () => {
    const result = play(call("a"), {
      at: [0, 0],
      others: [part("a", 1, { calls: call("b") }), { ...broken, name: "b" }],
    });
    expect(of(result, "a").failed["child-failed"]).toBe(1);
    expect(result.summary.childFailedRequests).toBe(1);
  });

  it("fails where the version has no such deployment", () => {
    const result = play(call("nobody"));
    expect(result.summary).toMatchObject({ childFailedRequests: 1, succeededRequests: 0 });
    expect(result.calls.calls).toBe(1);
  });

  it("is tried again by a client who does", () => {
    const backoff = { baseSeconds: 3, factor: 1, maxSeconds: 3, jitter: "none" } as const;
    const result = play(call("a"), {
      at: [0, 0],
      others: [broken],
      stream: {
        client: {
          attemptTimeoutSeconds: null,
          overallTimeoutSeconds: null,
          retries: { maxAttempts: 3, backoff, budget: null },
          cancelsWork: true,
        },
      },
    });
    expect(result.summary).toMatchObject({ clientSucceededRequests: 2, retries: 1, childFailedRequests: 1 });
  });
});

describe("a request that leaves before its calls", () => {
  it("cancels them when it times out, and their own calls too", () => {
    const result = play(parallel(call("a"), call("b")), {
      ingress: { requestTimeoutSeconds: 2.5 },
      others: [part("a", 1, { calls: call("c") }), part("b", 30), part("c", 30)],
    });
    expect(result.summary).toMatchObject({ timeoutRequests: 1, succeededRequests: 0 });
    for (const name of ["a", "b", "c"]) {
      expect(of(result, name).failed["caller-gone"]).toBe(1);
      expect(of(result, name).inSystem).toBe(0);
    }
  });

  it("cancels them when its client gives up, or its replica is stopped", () => {
    const client = {
      attemptTimeoutSeconds: 2,
      overallTimeoutSeconds: null,
      retries: null,
      cancelsWork: true,
    };
    const givenUp = play(call("b"), { stream: { client } });
    expect(of(givenUp, "b").failed["caller-gone"]).toBe(1);
    const stopped = play(call("b"), {
      others: [part("b", 50)],
      scenario: { commands: [{ atSeconds: 5, command: { kind: "terminate" } }] },
    });
    expect(stopped.summary.shutdownRequests).toBe(1);
    expect(of(stopped, "b").inSystem).toBe(0);
  });

  it("leaks no slot: after a long quiet nothing is left in the system", () => {
    const calls = sequence(parallel(call("a"), share(50, call("b"))), call("c"));
    const result = play(calls, {
      at: Array.from({ length: 3000 }, (_, i) => i / 100),
      ingress: { requestTimeoutSeconds: 6, maxOngoingRequests: 20, maxQueuedRequests: 50 },
      others: [
        part("a", 2, { maxOngoingRequests: 40, requestTimeoutSeconds: 3 }),
        part("b", 3, { maxOngoingRequests: 10, maxQueuedRequests: 5 }),
        part("c", 1, { maxOngoingRequests: 4 }),
      ],
    });
    for (const { inSystem, countedInSystem, arrived } of result.deployments) {
      expect(arrived).toBeGreaterThan(0);
      expect(inSystem + countedInSystem).toBe(0);
    }
    expect(Object.values(result.requests.total.failed).filter((count) => count > 0).length).toBeGreaterThan(
      1,
    );
  });
});

describe("a rollout of a composed application", () => {
  it("keeps calls within the version of their request", () => {
    const version = buildVersion({
      deployments: [part("chat", 0.01, { calls: call("a") }), part("a", 0.01)],
    });
    const result = playLawfully(
      buildScenario({
        primary: version,
        commands: [deployAt(100.01, { maxSurgePercent: 100, canaryPercent: 30 }, version)],
      }),
    );
    for (const id of ["v1", "v2"]) {
      const [entry, inner] = ["chat", "a"].map((name) =>
        result.deployments.find((each) => each.version === id && each.deployment === name),
      );
      expect(entry?.arrived).toBeGreaterThan(100);
      expect(inner?.called).toBe(entry?.arrived);
    }
    expect(result.summary.failedRequests).toBe(0);
  });

  it("sends a path to the application with the longest route prefix, in each version by its own", () => {
    const one = [part("door", 1, { routePrefix: "/" }), part("chat", 1, { routePrefix: "/chat" })];
    const other = [part("door", 1, { routePrefix: "/" }), part("talk", 1, { routePrefix: "/chat" })];
    const result = playLawfully(
      buildScenario({
        primary: buildVersion({ deployments: one }),
        traffic: [buildTraffic({ route: "/chat/now" })],
        commands: [deployAt(100.01, { maxSurgePercent: 100 }, buildVersion({ deployments: other }))],
      }),
    );
    const arrived = (name: string) =>
      result.deployments
        .filter((each) => each.deployment === name)
        .reduce((sum, each) => sum + each.arrived, 0);
    expect(arrived("door")).toBe(0);
    expect(arrived("chat")).toBeGreaterThan(100);
    expect(arrived("talk")).toBeGreaterThan(100);
    expect(result.summary.failedRequests).toBe(0);
  });
});
