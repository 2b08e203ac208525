import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../../src/invariants/checkInvariants.ts";
import { loadScenario } from "../../../src/scenario/loadScenario.ts";
import type { Scenario } from "../../../src/simulation/Scenario.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { withStrategy } from "../../../src/simulation/withStrategy.ts";
import { choose } from "../../../src/strategies/ChosenStrategy.ts";
import { strategyLaws } from "../../../src/strategies/strategyLaws.ts";
import { assertStrategy } from "../../../src/testing.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";
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

  it("is played by the simulation, over the versions and clusters of a scenario, and held to the laws", () => {
    const { scenario } = loadScenario("scenarios/full-surge-aws.yaml");
    const chosen = choose(ramp, { stepPercent: 20, everySeconds: 30 });
    const result = simulate(withStrategy(scenario, chosen));
    expect(result.summary).toMatchObject({ outcome: "completed", rollbacks: 0 });
    expect(result.rollouts).toMatchObject([{ strategy: "ramp" }]);
    const traffic = result.splits
      .filter(({ cause }) => cause === "step")
      .map(({ split }) => split.canary.trafficPercent);
    expect([...new Set(traffic)]).toEqual([0, 20, 40, 60, 80, 100]);
    expect(checkInvariants(result).filter(({ status }) => status === "failed")).toEqual([]);
  });

  it("is stopped in the simulation by the errors of its own requests", () => {
    const { scenario } = loadScenario("scenarios/full-surge-aws.yaml");
    const faults: Scenario["faults"] = [
      {
        name: "bad",
        trigger: { kind: "canary-traffic", percent: 40, delaySeconds: 0 },
        effect: { kind: "errors", version: "canary", percent: 50, durationSeconds: null },
      },
    ];
    const chosen = choose(ramp, { stepPercent: 20, everySeconds: 30 });
    const result = simulate(withStrategy({ ...scenario, faults }, chosen));
    expect(result.summary.outcome).toBe("in-progress");
    expect(result.splits.at(-1)?.split.canary.trafficPercent).toBe(40);
  });

  it("is property-tested by the kit", () => {
    const options = fc.record({
      stepPercent: fc.integer({ min: 1, max: 100 }),
      everySeconds: fc.integer({ min: 1, max: 60 }),
    });
    assertStrategy(ramp, options, propertyRuns(6));
  });

  it("is found out where it gives a version up that has traffic", () => {
    const hasty: typeof ramp = {
      ...ramp,
      decide: (state, view) => {
        const decision = ramp.decide(state, view);
        const end = decision.actions.find(({ kind }) => kind === "end-version");
        return end === undefined
          ? decision
          : { ...decision, actions: [end, ...decision.actions.filter((each) => each !== end)] };
      },
    };
    const { scenario } = loadScenario("scenarios/full-surge-aws.yaml");
    const result = simulate(withStrategy(scenario, choose(hasty, { stepPercent: 50, everySeconds: 10 })));
    const failed = checkInvariants(result).filter(({ status }) => status === "failed");
    expect(failed.map(({ id }) => id)).toContain("ends-without-traffic");
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
