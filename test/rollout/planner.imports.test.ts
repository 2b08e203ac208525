import { describe, expect, it } from "vitest";
import * as planner from "../../src/planner.ts";
import { reachableFrom } from "../reachableFrom.ts";

describe("the planner on its own", () => {
  it("loads nothing but the rollout room: no package, no event loop, no node: module", () => {
    const modules = [...reachableFrom("planner.ts")];
    expect(modules.length).toBeGreaterThan(20);
    expect(modules.filter((module) => module !== "planner.ts" && !module.startsWith("rollout/"))).toEqual([]);
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
