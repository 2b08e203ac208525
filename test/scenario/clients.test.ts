import { describe, expect, it } from "vitest";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

const streamOf = (stream: string) =>
  parseText(`${smallScenario}traffic: [{ deployment: A, ${stream} }]\n`).scenario.traffic[0]!;
const problems = (stream: string) =>
  problemsOf(`${smallScenario}traffic: [{ deployment: A, ${stream} }]\n`).map((problem) =>
    problem.replace(/^x\.yaml:\d+:\d+: /, ""),
  );

describe("clients in a scenario file", () => {
  it("wait without end and try once where nothing is said", () => {
    expect(streamOf("poisson: 1").client).toBeUndefined();
    expect(streamOf("poisson: 1, client: {}").client).toEqual({
      attemptTimeoutSeconds: null,
      overallTimeoutSeconds: null,
      retries: null,
      cancelsWork: true,
    });
  });

  it("have timeouts, and retries with backoff, jitter and budget", () => {
    const text =
      "poisson: 1, client: { attemptTimeout: 2s, overallTimeout: 1m, whenGivenUp: continue, " +
      "retries: { maxAttempts: 5, backoff: { base: 50ms, jitter: equal }, budget: { perRequest: 0.1 } } }";
    expect(streamOf(text).client).toEqual({
      attemptTimeoutSeconds: 2,
      overallTimeoutSeconds: 60,
      cancelsWork: false,
      retries: {
        maxAttempts: 5,
        backoff: { baseSeconds: 0.05, factor: 2, maxSeconds: 10, jitter: "equal" },
        budget: { retriesPerRequest: 0.1, minRetriesPerSecond: 0, maxTokens: 10 },
      },
    });
  });

  it("may be users in a closed loop, or send sessions", () => {
    expect(streamOf("users: { count: 20, think: { mean: 5s }, rampUp: 1m }").arrivals).toEqual({
      kind: "closed-loop",
      users: 20,
      thinkSeconds: { kind: "exponential", mean: 5 },
      rampUpSeconds: 60,
    });
    expect(streamOf("poisson: 1, sessions: { turns: { low: 1, high: 8 }, think: 30s }").sessions).toEqual({
      turns: { kind: "uniform", low: 1, high: 8 },
      thinkSeconds: { kind: "fixed", value: 30 },
    });
  });

  it.each([
    ["poisson: 1, users: { count: 1, think: 1 }", "needs one of trace, constant"],
    ["users: { count: 0, think: 1 }", "users.count: found 0; expected a whole number from 1"],
    ["users: { count: 1, think: 0 }", "users.think: found 0; expected at least 1ms on average"],
    ["users: { count: 1, think: 1 }, spikes: []", "users send as fast as they are answered"],
    ["users: { count: 1, think: 1 }, sessions: { turns: 1, think: 1 }", "each of the users is one session"],
    ["poisson: 1, client: { retries: { maxAttempts: 1 } }", "maxAttempts: found 1; expected a whole number"],
    ["poisson: 1, client: { retries: { backoff: { factor: 0.5 } } }", "factor: found 0.5"],
    ["poisson: 1, client: { retries: { budget: { max: 0 } } }", "max: found 0; expected a number from 1"],
    ["poisson: 1, client: { timeout: 3s }", "unknown key"],
    ["poisson: 1, client: { attemptTimeout: 0 }", "expected a duration of more than 0"],
  ])("are refused in words: %s", (stream, message) => {
    expect(problems(stream).join("\n")).toContain(message);
  });
});
