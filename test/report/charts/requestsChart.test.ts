import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { queueChart } from "../../../src/report/charts/queueChart.ts";
import { requestsChart } from "../../../src/report/charts/requestsChart.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { curvesOf, readChart, shownAt } from "./readChart.ts";
import { shortRun } from "./shortRun.ts";

const marks = [{ minute: 0.1, label: "deploy", kind: "milestone", lane: 1 }] as const;
const read = (chart: typeof queueChart, shown: SimulationResult) =>
  readChart(
    chart(shown, { startSeconds: 0, endSeconds: shown.scenario.horizonSeconds }, marks, chartLanes(shown)),
  );

/** One value a row, the same for each two of them but that the second is `more` higher. */
const inPairs = (count: number, value: number, more: number) =>
  Array.from({ length: count }, (_, row) => value + (row % 2) * more);

describe("the chart of requests", () => {
  const long = shortRun(240, {
    canary: { arrivedRequests: inPairs(240, 10, 20), failedRequests: inPairs(240, 0, 5) },
    primary: { arrivedRequests: inPairs(240, 100, 50), failedRequests: inPairs(240, 1, 3) },
  });

  it("shows how many arrive and, below, how many fail a second, as means over short stretches", () => {
    const [arrivals, errors] = read(requestsChart, long).panels.map((panel) => curvesOf(panel)[0]!);
    for (const seconds of [0, 100, 1199]) {
      expect(shownAt(arrivals!, "canary", seconds)).toBe(4);
      expect(shownAt(arrivals!, "primary", seconds)).toBe(25);
      expect(shownAt(errors!, "canary", seconds)).toBe(0.5);
      expect(shownAt(errors!, "primary", seconds)).toBe(0.5);
    }
    expect(arrivals?.encoding.y?.axis).toEqual({ title: "arrivals (requests/s)", tickCount: 5 });
    expect(errors?.encoding.y?.axis).toEqual({ title: "errors (requests/s)", tickCount: 5 });
    expect(read(requestsChart, long).subtitle[1]).toBe(
      "means over 10 s; errors: every request that failed, for any reason",
    );
    expect(read(requestsChart, shortRun(0, {})).subtitle[1]).toMatch(/^means over 5 s;/);
  });

  it("shows copies in lines of their own, those that fail too", () => {
    const { lanes, ...rest } = chartLanes(long);
    const copies = { arrived: inPairs(240, 5, 0), failed: inPairs(240, 1, 0) };
    const copied = lanes.map((lane, index) => (index === 0 ? { ...lane, copies } : lane));
    const span = { startSeconds: 0, endSeconds: long.scenario.horizonSeconds };
    const { panels } = readChart(requestsChart(long, span, marks, { ...rest, lanes: copied }));
    const [arrivals, errors] = panels.map((panel) => curvesOf(panel)[0]!);
    expect(arrivals?.folded?.fold).toEqual(["canary", "primary", "canary copies"]);
    expect(shownAt(arrivals!, "canary copies", 100)).toBe(1);
    expect(shownAt(errors!, "canary copies", 100)).toBe(0.2);
    expect(shownAt(arrivals!, "canary", 100)).toBe(4);
  });

  it("begins a point with its stretch", () => {
    const first = { arrivedRequests: [50, 10, 10] };
    const { panels } = read(requestsChart, shortRun(3, { canary: first }));
    const [arrivals] = curvesOf(panels[0]!);
    expect([0, 4.9, 5.1].map((seconds) => shownAt(arrivals!, "canary", seconds))).toEqual([10, 10, 2]);
  });

  it("labels the milestones above the arrivals alone", () => {
    const marked = read(requestsChart, long).panels.map(({ layers }) =>
      layers.slice(1).map(({ mark }) => mark.type),
    );
    expect(marked).toEqual([["rule", "text"], ["rule"]]);
  });
});

describe("the chart of queues", () => {
  const long = shortRun(480, {
    canary: { queuedRequests: inPairs(480, 3, 4) },
    primary: { queuedRequests: inPairs(480, 20, -9) },
  });

  it("shows the most that waited at once in each stretch", () => {
    const [waiting] = curvesOf(read(queueChart, long).panels[0]!);
    for (const seconds of [0, 100, 2399]) {
      expect(shownAt(waiting!, "canary", seconds)).toBe(7);
      expect(shownAt(waiting!, "primary", seconds)).toBe(20);
    }
    expect(waiting?.encoding.y?.axis).toEqual({ title: "waiting (requests)", tickCount: 5, tickMinStep: 1 });
    expect(
      read(queueChart, long)
        .panels[0]?.layers.slice(1)
        .map(({ mark }) => mark.type),
    ).toEqual(["rule", "text"]);
  });

  it("begins a point with its stretch", () => {
    const { panels } = read(queueChart, shortRun(3, { canary: { queuedRequests: [5, 1, 1] } }));
    const [waiting] = curvesOf(panels[0]!);
    expect([0, 4.9, 5.1].map((seconds) => shownAt(waiting!, "canary", seconds))).toEqual([5, 5, 1]);
  });

  it("says how often queues were read, and over how long the most was taken", () => {
    expect(read(queueChart, long).subtitle[1]).toBe("read every 5 s; the most of each 10 s");
    expect(read(queueChart, shortRun(240, {})).subtitle[1]).toBe("read every 5 s");
    expect(read(queueChart, shortRun(0, {})).subtitle[1]).toBe("read every 5 s");
  });
});
