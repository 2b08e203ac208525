import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { stepTableColumns } from "../../../src/report/tables/stepTableColumns.ts";
import type { PlayedStep, PlayedVersion } from "../../../src/simulation/result/PlayedStep.ts";

const version = (changes: Partial<PlayedVersion> = {}): PlayedVersion => ({
  capacityPercent: 25,
  trafficPercent: 10,
  replicas: { requested: 1, starting: 2, running: 3, draining: 4 },
  requests: 100,
  errors: 0,
  p50Seconds: 0.5,
  p99Seconds: 2,
  ...changes,
});

const step = (changes: Partial<PlayedStep> = {}): PlayedStep => ({
  planIndex: 0,
  stepIndex: 1,
  kind: "scale-up",
  startSeconds: 60,
  endSeconds: 90,
  canary: version(),
  primary: version({
    capacityPercent: 100,
    trafficPercent: 90,
    replicas: { requested: 0, starting: 0, running: 8, draining: 0 },
  }),
  versions: [],
  gpusHeld: 11.5,
  peakQueuedRequests: 7,
  requests: 1234,
  errors: 0,
  p50Seconds: 0.25,
  p99Seconds: null,
  ...changes,
});

const cellsOf = (steps: readonly PlayedStep[]) =>
  Object.fromEntries(stepTableColumns(steps, createColors(true)).map(({ header, cells }) => [header, cells]));

describe("the columns of the step table", () => {
  it("tell a step from its beginning to its latencies, each version by its shares and its replicas by state", () => {
    expect(Object.entries(cellsOf([step()])).map(([header, cells]) => [header, cells[0]])).toEqual([
      ["#", "1"],
      ["time", "1:00"],
      ["lasts", "30 s"],
      ["step", "scale up"],
      ["canary\ncap/traf %", "25/10"],
      ["primary\ncap/traf %", "100/90"],
      ["replicas\nnew+old", "9+8"],
      ["canary replicas\nreq/start/run/drain", "1/2/3/4"],
      ["primary replicas\nreq/start/run/drain", "0/0/8/0"],
      ["GPUs\nheld", "11.5"],
      ["queue", "7"],
      ["requests", "1,234"],
      ["p50", "250 ms"],
      ["p99", "–"],
      ["errors", "0"],
    ]);
  });

  it("have no number for what lies between updates", () => {
    expect(cellsOf([step({ kind: "before", planIndex: null, stepIndex: null }), step()])["#"]).toEqual([
      "",
      "1",
    ]);
  });

  it("are red where something fails or goes back, and nowhere else", () => {
    const { errors, step: kinds } = cellsOf([step(), step({ errors: 1500, kind: "roll-back-at-once" })]);
    const { red } = createColors(true);
    expect(errors).toEqual(["0", red("1,500")]);
    expect(kinds).toEqual(["scale up", red("roll back")]);
  });

  it("give way from the least important on, and words stand to the left", () => {
    const columns = stepTableColumns([step()], createColors(false));
    const inOrder = columns
      .toSorted((a, b) => b.dropOrder - a.dropOrder)
      .map(({ header }) => header.split("\n")[0]);
    expect(inOrder).toEqual([
      "canary replicas",
      "primary replicas",
      "lasts",
      "requests",
      "step",
      "p50",
      "queue",
      "replicas",
      "GPUs",
      "p99",
      "errors",
      "#",
      "time",
      "canary",
      "primary",
    ]);
    expect(columns.filter(({ align }) => align === "left").map(({ header }) => header)).toEqual(["step"]);
  });
});
