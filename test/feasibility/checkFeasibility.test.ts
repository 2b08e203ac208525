import { describe, expect, it } from "vitest";
import { checkFeasibility } from "../../src/feasibility/checkFeasibility.ts";
import type { Feasibility } from "../../src/feasibility/Feasibility.ts";
import { changeVersions } from "../../src/feasibility/repairs/changeVersions.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { withStrategy } from "../../src/simulation/withStrategy.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { kubeRay } from "../../src/strategies/kubeRay/kubeRay.ts";
import { buildAutoscaling, type buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario } from "../simulation/buildScenario.ts";
import { tightRollout } from "./tightRollout.ts";

const eight = { numReplicas: 8, maxSurgePercent: 25, maxNodes: 8 };

describe("checkFeasibility", () => {
  it("has nothing to say where nothing is updated", () => {
    expect(checkFeasibility(buildScenario())).toEqual({ verdict: "no-update" });
  });

  it("finishes where there is room, and says how long it takes and what is held", () => {
    const found = checkFeasibility(tightRollout({ ...eight, maxNodes: 64 }));
    expect(found).toMatchObject({
      verdict: "finishes",
      needs: { gpus: { now: 8, least: 8, most: 10 }, nodes: { now: 8 } },
    });
  });

  it("relies on idle nodes where the pool holds no more than both versions need", () => {
    expect(checkFeasibility(tightRollout({ ...eight, maxNodes: 10 }))).toMatchObject({
      verdict: "finishes",
      reliesOn: [{ kind: "idle-release", workerGroups: ["gpu"], idleSeconds: 60 }],
    });
    expect(checkFeasibility(tightRollout({ ...eight, maxNodes: 16 }))).toMatchObject({ reliesOn: [] });
  });

  it("names the step, the deployment, the pool, what is needed and what is there", () => {
    const found = checkFeasibility(tightRollout(eight));
    expect(found).toMatchObject({
      verdict: "never-finishes",
      shortage: {
        step: "step 1 (scale up)",
        stepIndex: 1,
        version: "v2",
        deployments: [{ deployment: "LLM", missingReplicas: 2 }],
        cause: { kind: "pool", pool: "g5" },
        neededNodes: 10,
        availableNodes: 8,
      },
    });
  });

  it("names what a rollout by another strategy waits for", () => {
    const base = tightRollout({ ...eight, maxNodes: 12 });
    const strategy = choose(kubeRay, { type: "NewCluster", deletionDelaySeconds: 60 });
    const found = checkFeasibility(withStrategy(base, strategy));
    expect(found).toMatchObject({
      verdict: "never-finishes",
      shortage: {
        version: "v2",
        deployments: [{ deployment: "LLM", missingReplicas: 4 }],
        cause: { kind: "pool", pool: "g5" },
        neededNodes: 16,
        availableNodes: 12,
      },
    });
    // Half a cluster more fits, in steps; the planner of Anyscale's rollouts plays no part.
    expect(repairsOf(found)[0]).toMatchObject({ kind: "largest-surge", isProven: true });
    expect(repairsOf(found)[0]?.settings).toContain("  type: NewClusterWithIncrementalUpgrade");
  });

  it("names a worker group that may not grow", () => {
    const found = checkFeasibility(tightRollout({ ...eight, maxNodes: 64, groupNodes: 7 }));
    expect(found).toMatchObject({
      verdict: "never-finishes",
      shortage: {
        version: "v2",
        cause: { kind: "max-nodes", workerGroups: ["gpu"] },
        neededNodes: 8,
        availableNodes: 7,
      },
    });
  });

  it("names a replica that fits on no machine", () => {
    const large = changeCanary(tightRollout({ ...eight, maxNodes: 64 }), { resources: { cpus: 1, gpus: 2 } });
    expect(checkFeasibility(large)).toMatchObject({
      verdict: "never-finishes",
      shortage: { cause: { kind: "no-group" }, neededNodes: null },
    });
  });

  it("names the time where it runs out although there are machines", () => {
    const slow = changeCanary(tightRollout({ ...eight, maxNodes: 64 }), {
      startUpSeconds: { kind: "fixed", value: 4000 },
    });
    const found = checkFeasibility(slow);
    expect(found).toMatchObject({ verdict: "never-finishes", shortage: { cause: { kind: "time" } } });
    expect(repairsOf(found).map(({ kind }) => kind)).toContain("manual-steps");
  });

  it("depends on a pool that grows later, and on one that shrinks", () => {
    const pool = (maxNodes: number, later: number) => [
      { name: "g5", maxNodes, changes: [{ atSeconds: 1800, maxNodes: later }] },
    ];
    expect(checkFeasibility({ ...tightRollout(eight), pools: pool(8, 10) })).toMatchObject({
      verdict: "depends",
      on: [{ kind: "pool-change", pool: "g5", atSeconds: 1800, maxNodes: 10, finishesWithIt: true }],
      finishesAsWritten: true,
      shortage: { neededNodes: 10, availableNodes: 8 },
    });
    expect(
      checkFeasibility({
        ...tightRollout(eight),
        pools: [{ name: "g5", maxNodes: 10, changes: [{ atSeconds: 90, maxNodes: 5 }] }],
      }),
    ).toMatchObject({
      verdict: "depends",
      on: [{ kind: "pool-change", finishesWithIt: false }],
      finishesAsWritten: false,
    });
  });

  it("depends on spot machines", () => {
    const spot = changeVersions(tightRollout({ ...eight, maxNodes: 64 }), (version) => ({
      ...version,
      cluster: {
        ...version.cluster,
        workerGroups: version.cluster.workerGroups.map((group) => ({ ...group, market: "spot" as const })),
      },
    }));
    expect(checkFeasibility(spot)).toMatchObject({
      verdict: "depends",
      on: [{ kind: "spot", workerGroups: ["gpu"] }],
      finishesAsWritten: true,
    });
  });

  it("depends on how many replicas autoscaling leaves running", () => {
    const scaling = buildAutoscaling({ minReplicas: 2, maxReplicas: 8 });
    const scaled = changeVersions(tightRollout(eight), (version) => ({
      ...version,
      deployments: version.deployments.map((deployment) => ({ ...deployment, scaling })),
    }));
    expect(checkFeasibility(scaled)).toMatchObject({
      verdict: "depends",
      on: [{ kind: "autoscaling", deployments: ["LLM"] }],
      needs: { gpus: { now: 2, most: 10 } },
    });
  });

  it("leaves a last rollback and what follows the update out", () => {
    const { commands, ...rest } = tightRollout({ ...eight, maxNodes: 10 });
    const rollback = { atSeconds: 100, command: { kind: "rollback", maxSurgePercent: 25 } } as const;
    expect(checkFeasibility({ ...rest, commands: [...commands, rollback] }).verdict).toBe("finishes");
  });

  it("gives the same for the same scenario", () => {
    expect(checkFeasibility(tightRollout(eight))).toEqual(checkFeasibility(tightRollout(eight)));
  });
});

function repairsOf(feasibility: Feasibility) {
  return "repairs" in feasibility ? (feasibility.repairs ?? []) : [];
}

function changeCanary(scenario: Scenario, change: Parameters<typeof buildDeployment>[0]): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.map(({ atSeconds, command }) => ({
      atSeconds,
      command:
        command.kind === "deploy"
          ? {
              ...command,
              version: {
                ...command.version,
                deployments: command.version.deployments.map((deployment) => ({ ...deployment, ...change })),
              },
            }
          : command,
    })),
  };
}
