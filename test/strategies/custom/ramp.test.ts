import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { strategyLaws } from "../../../src/strategies/strategyLaws.ts";
import { breachesOf, linesOf, outcomesOf, play } from "../play.ts";
import type { ToyVersion } from "../ToyWorld.ts";
import { toyWorldArbitrary } from "../toyWorldArbitrary.ts";
import { ramp } from "./ramp.ts";

const source = readFileSync(new URL("ramp.ts", import.meta.url), "utf8");
const strategy = source.slice(source.indexOf("export const"));
const version: ToyVersion = {
  deployments: { model: 4 },
  headSeconds: 0,
  replicaSeconds: 20,
  drainSeconds: 5,
};

describe("a strategy of one's own", () => {
  it("takes at most 30 lines, and stands in the documentation as it is played here", () => {
    expect(strategy.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
    const page = readFileSync(new URL("../../../docs/strategies/README.md", import.meta.url), "utf8");
    expect(page).toContain(strategy.trimEnd());
  });

  it("plays", () => {
    const options = ramp.options.parse({ stepPercent: 40, everySeconds: 60 });
    const { trace } = play(ramp, { options, versions: [version, version], untilSeconds: 500 });
    expect(linesOf(trace)).toEqual([
      "0 s: start 1",
      "0 s: capacity of 1: 100 %",
      "20 s: weights 1: 40, 0: 60",
      "80 s: weights 1: 80, 0: 20",
      "140 s: weights 1: 100, 0: 0",
      "140 s: end 0 drained",
      "140 s: completed: all traffic has moved",
    ]);
  });

  it("stops where too many requests fail", () => {
    const options = { stepPercent: 40, everySeconds: 60 };
    const failing = { ...version, failingFraction: 0.06 };
    const { trace } = play(ramp, { options, versions: [version, failing], untilSeconds: 500 });
    expect(outcomesOf(trace)).toEqual([]);
  });

  it("keeps the laws of all strategies, whatever happens to the clusters", () => {
    const options = fc.record({
      stepPercent: fc.integer({ min: 1, max: 100 }),
      everySeconds: fc.integer({ min: 1, max: 60 }),
    });
    fc.assert(
      fc.property(options, toyWorldArbitrary(2), (given, world) => {
        const { trace } = play(ramp, { ...world, options: given, untilSeconds: 300 });
        expect(breachesOf(trace, strategyLaws)).toEqual([]);
      }),
      { numRuns: 50 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });
});
