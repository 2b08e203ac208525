import { describe, expect, it } from "vitest";
import * as planner from "../../../../src/planner.ts";
import { reachableFrom } from "../../../reachableFrom.ts";

describe("the planner on its own", () => {
  it("loads nothing but its own rooms: no package, no event loop, no node: module", () => {
    const modules = [...reachableFrom("planner.ts")];
    expect(modules.length).toBeGreaterThan(20);
    const own = ["values/", "strategies/capacity/", "strategies/inPlace/", "strategies/anyscale/plan/"];
    expect(
      modules.filter((module) => module !== "planner.ts" && !own.some((room) => module.startsWith(room))),
    ).toEqual([]);
  });

  it("exports its functions, its error and its patterns, nothing else", () => {
    expect(Object.keys(planner).toSorted()).toEqual([
      "PlanError",
      "adjustBounds",
      "adjustReplicas",
      "planInPlace",
      "planRollback",
      "planRollout",
      "trafficPatterns",
    ]);
  });
});
