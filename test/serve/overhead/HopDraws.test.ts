import { describe, expect, it } from "vitest";
import type { Distribution } from "../../../src/engine/Distribution.ts";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { mean } from "../../../src/engine/sample.ts";
import { routerHops } from "../../../src/serve/overhead/HopDraws.ts";
import { noHop, usualOverhead } from "../../../src/serve/overhead/usualOverhead.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import { watchedPath } from "../watchedPath.ts";

const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
const random = () => createRandomStreams("draws").stream("overhead");

describe("the draws of a hop", () => {
  it.each<[string, Distribution]>([
    ["uniform", { kind: "uniform", low: 1, high: 3 }],
    ["exponential", { kind: "exponential", mean: 2 }],
    ["lognormal", { kind: "lognormal", median: 2, sigma: 0.5 }],
    ["quantiles", { kind: "quantiles", percents: [0, 50, 100], values: [1, 2, 9] }],
  ])("have the mean of what they are drawn from, and its quantiles: %s", (_, seconds) => {
    const { slotSeconds } = routerHops(
      { entry: { ...noHop, slotSeconds: seconds }, call: noHop },
      random(),
    ).entry;
    expect(slotSeconds).toHaveLength(1024);
    expect(Math.abs(average(slotSeconds) / mean(seconds) - 1)).toBeLessThan(0.003);
    expect([...slotSeconds]).toEqual([...slotSeconds].sort((a, b) => a - b));
  });

  it("take no luck where nothing varies", () => {
    expect(routerHops({ entry: noHop, call: usualOverhead.call }, random())).toMatchObject({
      entry: { isDrawn: false },
      call: { isDrawn: true },
    });
  });

  it("meet each request, one apart from the other", () => {
    const varying: Distribution = { kind: "uniform", low: 0, high: 1 };
    const watched = watchedPath([
      {
        overhead: {
          entry: {
            slotSeconds: varying,
            waySeconds: varying,
            callerCpuSeconds: { kind: "fixed", value: 0 },
            replicaCpuSeconds: { kind: "uniform", low: 0, high: 0.001 },
          },
          call: noHop,
        },
      },
    ]);
    const { path, loop } = watched;
    const replica = path.addReplica({
      router: pathRouter(0),
      maxOngoing: 1,
      slowdown: 0,
      speed: 1,
      owner: 0,
    });
    const pairs: (readonly [number, number])[] = [];
    for (let index = 0; index < 4000; index++) {
      loop.runUntil(10 * index);
      const request = path.arrive(pathRouter(0), 1, 0);
      pairs.push([path.requests.slotSeconds[request] as number, path.requests.waySeconds[request] as number]);
    }
    expect(replica).toBe(0);
    const center = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
    expect(Math.abs(center(0) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(center(1) - 0.5)).toBeLessThan(0.02);
    const together = pairs.reduce((sum, [slot, way]) => sum + (slot - 0.5) * (way - 0.5), 0) / pairs.length;
    expect(Math.abs(together)).toBeLessThan(0.1 * (1 / 12));
  });
});
