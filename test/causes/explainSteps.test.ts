import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainSteps } from "../../src/causes/explainSteps.ts";
import type { StepWait } from "../../src/causes/StepWait.ts";
import { sumWaits } from "../../src/causes/sumWaits.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { withStrategy } from "../../src/simulation/withStrategy.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { kubeRay } from "../../src/strategies/kubeRay/kubeRay.ts";
import { tightScenarioArbitrary } from "../../src/testing/tightScenarioArbitrary.ts";
import { tightRollout } from "../feasibility/tightRollout.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(100);

/** Of every step that took time: what it does, and where its time went. */
function pathOf(scenario: Scenario): readonly (readonly [string, ...string[]])[] {
  const result = simulate(scenario);
  const waits = explainSteps(result);
  return result.steps.flatMap((step, index) => {
    const path = (waits[index] ?? []).map(shown);
    return path.length === 0 ? [] : [[step.name ?? step.kind, ...path] as const];
  });
}

const shown = ({ cause, fromSeconds, toSeconds }: StepWait) =>
  `${cause.kind} ${Math.round(toSeconds - fromSeconds)}`;

describe("the critical path of a step", () => {
  it("is the boot of the head, that of a node, the start of the last replica, and then the drain of those that go", () => {
    expect(pathOf(tightRollout({ numReplicas: 4, maxSurgePercent: 50, maxNodes: 64 }))).toEqual([
      ["scale-up", "head-node 20", "node-boot 60", "start-up 30"],
      ["shift", "drain 2"],
      ["scale-up", "node-boot 60", "start-up 30"],
      ["shift", "drain 2"],
    ]);
  });

  it("names the pool that was empty, who waited for it, and the idle node that went first", () => {
    const scenario = tightRollout({ numReplicas: 4, maxSurgePercent: 50, maxNodes: 6 });
    const result = simulate(scenario);
    const [, , , second] = explainSteps(result).filter((_, index) => result.steps[index]?.kind !== "start");
    expect(second?.map(shown)).toEqual(["pool 60", "node-boot 60", "start-up 30"]);
    expect(second?.[0]?.cause).toMatchObject({
      version: "v2",
      workerGroup: "gpu",
      pool: "g5",
      replicasWaiting: 2,
      what: "a node of pool g5 (6 of 6 out)",
      releasedNode: { version: "v1", idleSinceSeconds: 172 },
    });
  });

  it("of an update that waits for ever is the wait itself", () => {
    const path = pathOf(tightRollout({ numReplicas: 2, maxSurgePercent: 50, maxNodes: 2 }));
    expect(path[0]).toEqual(["scale-up", "head-node 20", "pool 7180"]);
  });

  it("of a worker group with too few nodes is room that nobody gives", () => {
    const result = simulate(
      tightRollout({ numReplicas: 2, maxSurgePercent: 100, maxNodes: 64, groupNodes: 1 }),
    );
    const first = explainSteps(result).find((waits) => waits.length > 0);
    expect(first?.map(shown)).toEqual(["head-node 20", "room 7180"]);
    expect(first?.[1]?.cause).toMatchObject({ what: "room in worker group gpu (max_nodes: 1 of 1 there)" });
  });

  it("has the pace of the rollout where nothing else is under way", () => {
    const base = tightRollout({ numReplicas: 2, maxSurgePercent: 50, maxNodes: 64 });
    const options = kubeRay.options.parse({
      type: "NewClusterWithIncrementalUpgrade",
      maxSurgePercent: 50,
      stepSizePercent: 25,
      intervalSeconds: 40,
    });
    const path = pathOf(withStrategy(base, choose(kubeRay, options)));
    expect(path.filter(([, ...waits]) => waits.includes("pace 40")).length).toBeGreaterThan(0);
  });

  it("covers each step from its beginning to its end, in order and without gaps, whatever is rolled out", () => {
    fc.assert(
      fc.property(tightScenarioArbitrary(), (scenario) => {
        const result = simulate(scenario);
        const waits = explainSteps(result);
        expect(waits.length).toBe(result.steps.length);
        for (const [index, path] of waits.entries()) expectCovered(result, index, path);
      }),
      { numRuns: runs, seed },
    );
  });
});

function expectCovered({ steps }: SimulationResult, index: number, path: readonly StepWait[]): void {
  const step = steps[index];
  if (step === undefined || step.kind === "before" || step.kind === "after") {
    expect(path).toEqual([]);
    return;
  }
  let at = step.startSeconds;
  for (const { fromSeconds, toSeconds } of path) {
    expect(fromSeconds).toBeCloseTo(at, 5);
    expect(toSeconds).toBeGreaterThan(fromSeconds);
    at = toSeconds;
  }
  expect(at).toBeCloseTo(step.endSeconds, 5);
}

describe("the sum of waits", () => {
  const wait = (kind: "command" | "pace", fromSeconds: number, toSeconds: number): StepWait => ({
    fromSeconds,
    toSeconds,
    cause: { kind },
  });

  it("adds what was waited for several times, the longest first", () => {
    const waits = [wait("pace", 0, 10), wait("command", 10, 25), wait("pace", 25, 40)];
    expect(sumWaits(waits)).toEqual([
      { seconds: 25, cause: { kind: "pace" } },
      { seconds: 15, cause: { kind: "command" } },
    ]);
  });

  it("keeps apart what different versions and deployments wait for", () => {
    const starts = ["LLM", "Embedder", "LLM"].map(
      (deployment, at): StepWait => ({
        fromSeconds: at,
        toSeconds: at + 1,
        cause: { kind: "start-up", version: "v2", deployment },
      }),
    );
    expect(sumWaits(starts).map(({ seconds }) => seconds)).toEqual([2, 1]);
  });
});
