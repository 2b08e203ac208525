import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkFeasibility } from "../../src/feasibility/checkFeasibility.ts";
import { judge } from "../../src/feasibility/judge.ts";
import { readShortage } from "../../src/feasibility/readShortage.ts";
import { usualConditions } from "../../src/feasibility/rehearsal/Conditions.ts";
import { Attempt } from "../../src/feasibility/repairs/Attempt.ts";
import { moreNodes } from "../../src/feasibility/repairs/moreNodes.ts";
import type { Repair, RepairKind } from "../../src/feasibility/repairs/Repair.ts";
import { type NodeLimit, withRoom } from "../../src/feasibility/repairs/withRoom.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { withStrategy } from "../../src/simulation/withStrategy.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { deployment } from "../../src/strategies/deployment/deployment.ts";
import { deploymentOptionsSchema } from "../../src/strategies/deployment/deploymentOptionsSchema.ts";
import { tightScenarioArbitrary } from "../../src/testing/tightScenarioArbitrary.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";
import { tightRollout } from "./tightRollout.ts";

/** Machines that a plan needs where each replica fills one. */
function machinesFor(numReplicas: number, maxSurgePercent: number): number {
  const { peak } = planRollout({ maxSurgePercent, deployments: [{ name: "LLM", numReplicas }] });
  return peak.deployments.LLM?.replicas ?? 0;
}

describe("the smallest repair of a rollout of replicas that fill a machine each", () => {
  const cases = [
    { numReplicas: 8, maxSurgePercent: 25, maxNodes: 8 },
    { numReplicas: 8, maxSurgePercent: 100, maxNodes: 12 },
    { numReplicas: 8, maxSurgePercent: 60, maxNodes: 10 },
    { numReplicas: 5, maxSurgePercent: 50, maxNodes: 6 },
    { numReplicas: 3, maxSurgePercent: 34, maxNodes: 3 },
    { numReplicas: 1, maxSurgePercent: 100, maxNodes: 1 },
  ];

  it.each(cases)(
    "is the one that arithmetic finds by trying all: $numReplicas, $maxSurgePercent %, $maxNodes machines",
    (each) => {
      const { numReplicas, maxSurgePercent, maxNodes } = each;
      const repairs = repairsOf(tightRollout(each));
      const amountOf = (kind: RepairKind) => repairs.find((repair) => repair.kind === kind)?.amount ?? null;
      const surges = range(1, maxSurgePercent - 1).filter(
        (surge) => machinesFor(numReplicas, surge) <= maxNodes,
      );
      expect(amountOf("more-nodes")).toBe(machinesFor(numReplicas, maxSurgePercent) - maxNodes);
      expect(amountOf("largest-surge")).toBe(surges.at(-1) ?? null);
      expect(amountOf("smallest-surge")).toBe(surges.length > 1 ? (surges[0] ?? null) : null);
      const fewer = range(1, numReplicas - 1).filter(
        (replicas) => machinesFor(replicas, maxSurgePercent) <= maxNodes,
      );
      expect(amountOf("fewer-replicas")).toBe(fewer.length > 0 ? numReplicas - Math.max(...fewer) : null);
      for (const { isProven } of repairs) expect(isProven).toBe(true);
    },
  );

  it("is nothing short of more machines where one replica must run before the other goes", () => {
    const kinds = repairsOf(tightRollout({ numReplicas: 1, maxSurgePercent: 100, maxNodes: 1 })).map(
      ({ kind }) => kind,
    );
    expect(kinds).toEqual(["more-nodes"]);
  });

  it("of a Deployment is also an old pod that stops before its successor starts", () => {
    const tight = tightRollout({ numReplicas: 1, maxSurgePercent: 100, maxNodes: 1 });
    const usual = deploymentOptionsSchema.parse({ type: "RollingUpdate" });
    const repairs = repairsOf(withStrategy(tight, choose(deployment, usual)));
    expect(repairs.map(({ kind }) => kind)).toEqual(["more-nodes", "give-way"]);
    expect(repairs[1]).toMatchObject({
      amount: 1,
      gpus: 0,
      leastCapacityPercent: 0,
      settings: expect.arrayContaining(["  rollingUpdate: { maxSurge: 0, maxUnavailable: 1 }"]),
    });
    // It is rolled back as it was rolled out, and never needs a second whole: 2 beyond the 8, and 2 that drain.
    const roomy = tightRollout({ numReplicas: 8, maxSurgePercent: 100, maxNodes: 64 });
    const found = checkFeasibility(withStrategy(roomy, choose(deployment, usual)));
    const steps = found.verdict === "finishes" ? found.needs.steps : [];
    expect([...new Set(steps.map(({ rollback }) => rollback.gpus))]).toEqual([12]);
    const recreated = deploymentOptionsSchema.parse({ type: "Recreate" });
    expect(checkFeasibility(withStrategy(tight, choose(deployment, recreated))).verdict).toBe("finishes");
  });

  it("is two limits at once where both are in the way", () => {
    const repairs = repairsOf(
      tightRollout({ numReplicas: 8, maxSurgePercent: 25, maxNodes: 9, groupNodes: 7 }),
    );
    expect(repairs.find(({ kind }) => kind === "more-nodes")?.settings).toHaveLength(2);
  });

  it("is in place where the config allows it, and says what capacity that costs", () => {
    const base = tightRollout({ numReplicas: 8, maxSurgePercent: 25, maxNodes: 8 });
    const config = (version: number) => ({
      name: "s",
      applications: [
        { name: "default", import_path: "m:app", args: { version }, deployments: [{ name: "LLM" }] },
      ],
    });
    const scenario: Scenario = {
      ...base,
      primary: { ...base.primary, config: config(1) },
      commands: base.commands.map(({ atSeconds, command }) => ({
        atSeconds,
        command:
          command.kind === "deploy"
            ? { ...command, version: { ...command.version, config: config(2) } }
            : command,
      })),
    };
    const found = repairsOf(scenario).find(({ kind }) => kind === "in-place");
    expect(found?.settings).toEqual(["anyscale service deploy --config-file service.yaml --in-place"]);
    expect(found?.leastCapacityPercent).toBeLessThan(100);
    // A new image is no update in place.
    expect(repairsOf(base).some(({ kind }) => kind === "in-place")).toBe(false);
  });
});

describe("the fewest nodes more", () => {
  const { runs, seed } = propertyRuns(8);

  it("let any rollout finish that waits for a pool, and fewer do not", {
    timeout: 60_000 + 5000 * runs,
  }, () => {
    fc.assert(
      fc.property(tightScenarioArbitrary(), (scenario) => {
        const usual = judge(scenario);
        if (usual === null || usual.usual.isDone || usual.on.length > 0) return;
        const shortage = readShortage(usual.usual.result);
        const attempt = new Attempt(usualConditions);
        const more = moreNodes({ scenario, shortage, conditions: usualConditions, attempt });
        if (more === null || more.limits.length > 1 || !more.found.isProven) return;
        const limit = more.limits[0] as NodeLimit;
        const [amount = 0] = more.found.change;
        const isDoneWith = (nodes: number) => judge(withRoom(scenario, [{ limit, nodes }]))?.usual.isDone;
        for (let nodes = 0; nodes < amount; nodes++) expect(isDoneWith(nodes)).toBe(false);
        expect(isDoneWith(amount)).toBe(true);
      }),
      { numRuns: runs, seed, endOnFailure: true },
    );
  });
});

function repairsOf(scenario: Scenario): readonly Repair[] {
  const found = checkFeasibility(scenario);
  return "repairs" in found ? (found.repairs ?? []) : [];
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
