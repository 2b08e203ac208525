import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import type { TrafficStream } from "../../src/workload/Traffic.ts";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

const parse = (stream: string) =>
  parseText(`${smallScenario}traffic: [{ deployment: A, ${stream} }]\n`).scenario;
const arrivalsOf = (stream: string): TrafficStream["arrivals"] => parse(stream).traffic[0]!.arrivals;
/** Without file, line and column. */
const problems = (stream: string) =>
  problemsOf(`${smallScenario}traffic: [{ deployment: A, ${stream} }]\n`).map((problem) =>
    problem.replace(/^x\.yaml:\d+:\d+: /, ""),
  );
const timesOf = (stream: string): readonly number[] => {
  const arrivals = arrivalsOf(stream);
  if (arrivals.kind !== "trace") throw new Error(`${arrivals.kind} is no trace`);
  return Array.from(arrivals.trace.arrivalSeconds);
};
const ones = (count: number) => `[${new Array(count).fill(1).join(", ")}]`;

describe("bursty traffic in a scenario file", () => {
  it("is a gamma process by rate and coefficient of variation", () => {
    expect(arrivalsOf("gamma: { rate: 120/m, gapCv: 3 }")).toEqual({
      kind: "gamma",
      requestsPerSecond: 2,
      gapCv: 3,
    });
    expect(problems("gamma: { rate: 2, gapCv: 0 }")).toEqual([
      "traffic[0].gamma.gapCv: found 0; expected a number from 0.05 to 50",
    ]);
  });

  it("is an MMPP by its states, or by rate, coefficient of variation and burst length", () => {
    const states = [
      { requestsPerSecond: 20, meanSeconds: 30 },
      { requestsPerSecond: 1, meanSeconds: 300 },
    ];
    expect(arrivalsOf("mmpp: { states: [{ rate: 20, mean: 30s }, { rate: 60/m, mean: 5m }] }")).toEqual({
      kind: "mmpp",
      states,
    });
    const fitted = arrivalsOf("mmpp: { rate: 5, gapCv: 4, meanBurst: 20s }");
    expect(fitted).toMatchObject({ kind: "mmpp", states: [{ meanSeconds: 20 }, { requestsPerSecond: 0 }] });
    const needed = "needs either states, or rate, gapCv, meanBurst";
    expect(problems("mmpp: { rate: 5, gapCv: 4 }")).toEqual([`traffic[0].mmpp: ${needed}`]);
    expect(problems("mmpp: { rate: 5, states: [{ rate: 1, mean: 1 }, { rate: 2, mean: 1 }] }")).toEqual([
      `traffic[0].mmpp: ${needed}`,
    ]);
    expect(problems("mmpp: { rate: 0, gapCv: 4, meanBurst: 20s }")[0]).toMatch(/expected a rate above 0/);
    expect(problems("mmpp: { states: [{ rate: 1, mean: 1s }] }")[0]).toMatch(/expected two states/);
    expect(problems("mmpp: { states: [{ rate: 1, mean: 0 }, { rate: 2, mean: 1 }] }")[0]).toMatch(
      /at least 1ms/,
    );
  });
});

describe("daily traffic in a scenario file", () => {
  it("is 24 factors, or a wave from trough to peak", () => {
    expect(arrivalsOf(`daily: { rate: 3, hourFactors: ${ones(24)}, startHour: 8, startDay: fri }`)).toEqual({
      kind: "daily",
      curve: { shape: "hours", requestsPerSecond: 3, hourFactors: new Array(24).fill(1) },
      startHour: 8,
      startDay: 4,
      dayFactors: null,
    });
    expect(
      arrivalsOf(`daily: { peak: 9, trough: 60/m, peakHour: 14.5, dayFactors: ${ones(7)} }`),
    ).toMatchObject({
      curve: { shape: "wave", peakRequestsPerSecond: 9, troughRequestsPerSecond: 1, peakHour: 14.5 },
      dayFactors: [1, 1, 1, 1, 1, 1, 1],
    });
  });

  it("is refused where its keys do not make a curve", () => {
    expect(problems("daily: { peak: 9, trough: 1 }")).toEqual([
      "traffic[0].daily: needs either rate and hourFactors, or peak, trough and peakHour",
    ]);
    expect(problems(`daily: { rate: 3, hourFactors: ${ones(24)}, peak: 9 }`)).toHaveLength(1);
    expect(problems(`daily: { rate: 3, hourFactors: ${ones(23)} }`)[0]).toMatch(/expected 24 factors/);
    expect(problems("daily: { peak: 1, trough: 9, peakHour: 3 }")[0]).toMatch(
      /daily\.trough: .*is above the peak/,
    );
    expect(problems("daily: { peak: 1, trough: 0, peakHour: 24 }")[0]).toMatch(/from 0 to below 24/);
    expect(problems("daily: { peak: 0, trough: 0, peakHour: 2 }")[0]).toMatch(
      /no requests in the whole week/,
    );
  });
});

describe("spikes in a scenario file", () => {
  it("multiply the rate of whatever they stand beside, and count in what a run may send", () => {
    const spikes = "spikes: [{ at: 5m, duration: 60s, factor: 10 }]";
    expect(arrivalsOf(`poisson: 2, ${spikes}`)).toEqual({
      kind: "spikes",
      base: { kind: "poisson", requestsPerSecond: 2 },
      spikes: [{ atSeconds: 300, durationSeconds: 60, factor: 10 }],
    });
    expect(arrivalsOf("poisson: 2, spikes: []")).toEqual({ kind: "poisson", requestsPerSecond: 2 });
    expect(problems("poisson: 1000000, spikes: [{ at: 0, duration: 1h, factor: 1000 }]")[0]).toMatch(
      /may send 3\.6e\+12 requests/,
    );
  });

  it("are refused beside a trace", () => {
    expect(problems("trace: trace.csv, spikes: [{ at: 0, duration: 1, factor: 2 }]")[0]).toMatch(
      /traffic\[0\]\.spikes: .*rate of its own/,
    );
  });
});

describe("replay of a trace in a scenario file", () => {
  // The trace has requests at 0 s and 1 s.
  it("cuts, scales and loops, in this order", () => {
    expect(timesOf("trace: trace.csv, replay: { from: 0.5 }")).toEqual([0.5]);
    expect(timesOf("trace: trace.csv, replay: { scale: 4, by: compress }")).toEqual([0, 0.25]);
    // A file's length is one mean gap more than its last request.
    expect(timesOf("trace: trace.csv, replay: { scale: 3 }")).toEqual([0, 0, 0.5, 0.5, 1, 1]);
    expect(timesOf("trace: trace.csv, replay: { loop: true }, end: 4s")).toEqual([0, 1, 1.5, 2.5, 3]);
    expect(timesOf("trace: trace.csv, replay: { to: 1, loop: true }, end: 3s")).toEqual([0, 1, 2]);
    expect(
      timesOf("trace: trace.csv, replay: { to: 1, scale: 2, by: compress, loop: true }, end: 2s"),
    ).toEqual([0, 0.5, 1, 1.5]);
    expect(timesOf("trace: trace.csv, replay: { loop: true }, start: 58m")).toHaveLength(160);
  });

  it("is refused where nothing is left, where it cannot be, and without a trace", () => {
    expect(problems("trace: trace.csv, replay: { from: 2 }")).toEqual([
      "traffic[0].replay: leaves no request of the trace",
    ]);
    expect(problems("trace: trace.csv, replay: { to: 0.5, loop: true }, end: 1h")).toEqual([]);
    expect(problems("trace: trace.csv, replay: { from: 5, to: 4 }")[0]).toMatch(
      /replay\.to: .*end after the start/,
    );
    expect(problems("poisson: 1, replay: { scale: 2 }")[0]).toMatch(/replay: .*is for a trace/);
    expect(problems("trace: trace.csv, replay: { scale: 10000, by: compress, loop: true }")[0]).toMatch(
      /cannot be: a looped trace of more than 5000000/,
    );
  });
});

describe("a scenario with every kind of traffic", () => {
  it("plays, and loses no request", () => {
    const text = `${smallScenario}deployments:
  A: { serviceTime: 10ms }
traffic:
  - { name: gamma, deployment: A, gamma: { rate: 2, gapCv: 2 } }
  - { name: mmpp, deployment: A, mmpp: { rate: 2, gapCv: 3, meanBurst: 10s } }
  - { name: daily, deployment: A, daily: { peak: 3, trough: 1, peakHour: 12, startHour: 9 } }
  - { name: spiked, deployment: A, poisson: 1, spikes: [{ at: 20m, duration: 1m, factor: 20 }] }
  - { name: looped, deployment: A, trace: trace.csv, replay: { scale: 0.5, loop: true } }
`;
    const { summary } = simulate(parseText(text).scenario);
    // Five streams of about 2, 2, 1.6 to 2.8, 1.3 and 0.7 a second over an hour.
    expect(summary.requests).toBeGreaterThan(3_600 * 6);
    expect(summary.requests).toBeLessThan(3_600 * 10);
    expect(summary.succeededRequests).toBeGreaterThan(summary.requests - 10);
  });
});
