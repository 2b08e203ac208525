import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { createArrivalSource } from "../../../src/workload/arrivals/createArrivalSource.ts";
import { UserRequests } from "../../../src/workload/clients/UserRequests.ts";
import type { ClosedLoopArrivals, TrafficStream } from "../../../src/workload/Traffic.ts";

const arrivals: ClosedLoopArrivals = {
  kind: "closed-loop",
  users: 3,
  thinkSeconds: { kind: "exponential", mean: 5 },
  rampUpSeconds: 0,
};
const stream: TrafficStream = {
  name: "users",
  deployment: "llm",
  arrivals,
  inputTokens: { kind: "exponential", mean: 400 },
  outputTokens: { kind: "exponential", mean: 90 },
  startSeconds: 0,
  endSeconds: 100,
  pinnedPrimaryPercent: 30,
  pinnedCanaryPercent: 30,
};
const random = () => {
  const streams = createRandomStreams("users");
  return { arrivals: streams.stream("a"), sizes: streams.stream("s"), pinning: streams.stream("p") };
};

/** The requests of users whose answers take so long, by their numbers. */
function requestsOf(answerSeconds: number) {
  const requests = new UserRequests(stream, arrivals, random());
  const sent = new Map<number, readonly [number, number, number]>();
  while (Number.isFinite(requests.nextSeconds)) {
    const now = requests.nextSeconds;
    requests.send();
    expect([requests.session, requests.serial % 3]).toEqual([requests.user, requests.user]);
    expect(sent.has(requests.serial)).toBe(false);
    sent.set(requests.serial, [requests.inputTokens, requests.outputTokens, requests.pinnedVersion]);
    requests.users.answered(requests.user, now + answerSeconds);
  }
  return sent;
}

describe("the requests of users", () => {
  it("are the same, each user's nth, however long answers take: fewer come, not others", () => {
    const [quick, slow] = [requestsOf(1), requestsOf(12)];
    expect(slow.size).toBeGreaterThan(9);
    expect(slow.size).toBeLessThan(quick.size);
    for (const [serial, request] of slow) expect(quick.get(serial)).toEqual(request);
  });

  it("have sizes of their own in whole tokens, and pins by their shares", () => {
    const all = [...requestsOf(0.1).values()];
    const sizes = [
      ...all.map(([inputTokens]) => inputTokens),
      ...all.map(([, outputTokens]) => outputTokens),
    ];
    expect(sizes.every(Number.isInteger)).toBe(true);
    expect(new Set(sizes).size).toBeGreaterThan(sizes.length / 2);
    expect(new Set(all.map(([, , pin]) => pin)).size).toBe(3);
  });

  it("end with the stream", () => {
    const late = new UserRequests({ ...stream, endSeconds: 0 }, arrivals, random());
    expect(late.nextSeconds).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("a source of arrivals", () => {
  it("is no matter of users, who wait for answers, and needs luck of its own for sessions", () => {
    expect(() => createArrivalSource(stream, random())).toThrow("send when they have thought");
    const one = { kind: "fixed", value: 1 } as const;
    const poisson = { ...stream, arrivals: { kind: "poisson", requestsPerSecond: 1 } } as const;
    const sessions = { turns: one, thinkSeconds: one };
    expect(() => createArrivalSource({ ...poisson, sessions }, random())).toThrow("need a random stream");
    expect(createArrivalSource(poisson, random()).session).toBe(-1);
  });
});
