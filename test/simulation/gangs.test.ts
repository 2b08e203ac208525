import { describe, expect, it } from "vitest";
import type { FaultEffect } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { ReplicaLife } from "../../src/simulation/result/ReplicaLife.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

const pair = { size: 2, strategy: "PACK" } as const;
const gangs = (numReplicas: number, overrides: Partial<Deployment> = {}) =>
  buildDeployment({ scaling: { kind: "static", numReplicas }, gang: pair, ...overrides });
const cluster = buildCluster({
  workerGroups: [
    buildWorkerGroup({ instanceType: { name: "box", cpus: 16, gpus: 4, pricePerHour: 4 }, maxNodes: 8 }),
  ],
});
const parts = (strategy: "PACK" | "SPREAD" | "STRICT_SPREAD", count: number, gpusEach: number) =>
  ({
    resources: { cpus: 0, gpus: count * gpusEach },
    placementGroup: {
      strategy,
      bundles: Array.from({ length: count }, () => ({ cpus: 0, gpus: gpusEach })),
    },
  }) satisfies Partial<Deployment>;
const play = (deployment: Deployment, others: Partial<Scenario> = {}) =>
  playLawfully(buildScenario({ primary: buildVersion({ cluster, deployments: [deployment] }), ...others }));
const strike = (atSeconds: number, effect: FaultEffect): Scenario["faults"][number] => ({
  name: `at-${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect,
});
const crash = strike(100, { kind: "replica-crash", version: "primary", deployment: null, count: 1 });
const loss = strike(100, { kind: "node-loss", version: "primary", workerGroup: null, count: 1 });
const ends = (lives: readonly ReplicaLife[]) => lives.map(({ goneAtSeconds }) => goneAtSeconds);

describe("gangs", () => {
  it("restart whole when one of them dies, once that is known", () => {
    const { replicas, summary } = play(gangs(4), { faults: [crash] });
    const gone = replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(gone.length).toBe(2);
    expect(new Set(gone.map(({ gang }) => gang)).size).toBe(1);
    const [died, stopped] = ends(gone).sort((a, b) => (a ?? 0) - (b ?? 0));
    expect(died).toBe(100);
    // The next health check of the one that died comes within its period.
    expect(stopped).toBeGreaterThan(100);
    expect(stopped).toBeLessThanOrEqual(112);
    const later = replicas.slice(4);
    expect(later.map(({ gang, placedAtSeconds }) => [gang, placedAtSeconds])).toEqual([
      [4, later[0]?.placedAtSeconds],
      [4, later[0]?.placedAtSeconds],
    ]);
    expect(summary.replicasCrashed).toBe(1);
  });

  it("wait until there is room for all of them", () => {
    const one = buildCluster({
      workerGroups: [buildWorkerGroup({ maxNodes: 3 })],
    });
    const { replicas } = playLawfully(
      buildScenario({ primary: buildVersion({ cluster: one, deployments: [gangs(4)] }) }),
    );
    expect(replicas.map(({ placedAtSeconds }) => placedAtSeconds)).toEqual([0, 0, null, null]);
  });

  it("lie together or apart, as their strategy says", () => {
    const nodes = (strategy: "PACK" | "SPREAD") =>
      play(gangs(2, { gang: { size: 2, strategy }, resources: { cpus: 1, gpus: 2 } }), {
        primary: buildVersion({
          cluster: {
            ...cluster,
            workerGroups: cluster.workerGroups.map((group) => ({ ...group, minNodes: 2 })),
          },
          deployments: [gangs(2, { gang: { size: 2, strategy }, resources: { cpus: 1, gpus: 2 } })],
        }),
      }).replicas.map(({ node }) => node);
    expect(nodes("PACK")).toEqual([0, 0]);
    expect(nodes("SPREAD")).toEqual([0, 1]);
  });

  it("are scaled whole: up to the next one, and down to one", () => {
    const result = play(
      gangs(2, {
        scaling: buildAutoscaling({ minReplicas: 2, maxReplicas: 8, downscaleDelaySeconds: 60 }),
        serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 1 } },
      }),
      { traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 9 }, endSeconds: 500 })] },
    );
    const wanted = result.targets.map(({ targetReplicas }) => targetReplicas);
    // Five would do, once what waited has been served.
    expect(wanted).toContain(6);
    expect(wanted.at(-1)).toBe(2);
    expect(wanted.every((target) => target % 2 === 0)).toBe(true);
  });

  it("move whole when the node of one of them is to go", () => {
    const warned = strike(100, {
      kind: "spot-preemption",
      version: "primary",
      workerGroup: null,
      count: 1,
      warningSeconds: 400,
    } as FaultEffect);
    const spot = buildCluster({ workerGroups: [buildWorkerGroup({ market: "spot" })] });
    const { replicas } = playLawfully(
      buildScenario({
        primary: buildVersion({ cluster: spot, deployments: [gangs(4)] }),
        faults: [warned],
      }),
    );
    const moved = replicas.filter(({ migrations }) => migrations.length > 0);
    expect(moved.length).toBe(2);
    expect(new Set(moved.map(({ gang }) => gang)).size).toBe(1);
    expect(moved.every(({ migrations }) => migrations[0]?.replacedAtSeconds !== null)).toBe(true);
    expect(replicas.length).toBe(6);
  });

  it.each([0, 1])("keep their own nodes as they move with one whose node goes in %i s", (warningSeconds) => {
    const warned = strike(100, {
      kind: "spot-preemption",
      version: "primary",
      workerGroup: null,
      count: 1,
      warningSeconds,
    } as FaultEffect);
    const spot = buildCluster({ workerGroups: [buildWorkerGroup({ market: "spot" })] });
    const spread = { size: 2, strategy: "SPREAD" } as const;
    const { replicas, nodes } = playLawfully(
      buildScenario({
        primary: buildVersion({ cluster: spot, deployments: [gangs(2, { gang: spread })] }),
        faults: [warned],
      }),
    );
    const lost = nodes.find(({ releasedAtSeconds }) => releasedAtSeconds === 100 + warningSeconds);
    const deadlines = replicas
      .slice(0, 2)
      .map(({ node, migrations }) => [node === lost?.node, migrations[0]?.deadlineSeconds]);
    expect(deadlines).toContainEqual([true, 100 + warningSeconds]);
    expect(deadlines).toContainEqual([false, null]);
  });

  it("are replaced whole in place, at once", () => {
    const { replicas, summary } = play(gangs(4), {
      commands: [
        {
          atSeconds: 100,
          command: {
            kind: "update-in-place",
            version: buildVersion({ cluster, deployments: [gangs(4)] }),
            restarts: ["chat"],
          },
        },
      ],
    });
    expect(summary.outcome).toBe("updated-in-place");
    const old = replicas.slice(0, 4);
    expect(old.every(({ drainingAtSeconds }) => drainingAtSeconds === null)).toBe(true);
    expect(new Set(ends(old)).size).toBe(2);
    expect(replicas.length).toBe(8);
  });
});

describe("a replica on several nodes", () => {
  it("takes as few nodes as hold its bundles, and dies with any of them", () => {
    const { replicas, nodes } = play(
      buildDeployment({ scaling: { kind: "static", numReplicas: 2 }, ...parts("PACK", 8, 1) }),
      { faults: [loss] },
    );
    expect(replicas.slice(0, 2).map(({ shares }) => shares?.map(({ node, gpus }) => [node, gpus]))).toEqual([
      [
        [0, 4],
        [1, 4],
      ],
      [
        [2, 4],
        [3, 4],
      ],
    ]);
    expect(replicas.filter(({ goneAtSeconds }) => goneAtSeconds === 100).length).toBe(1);
    // The other one of its nodes is there still: only one is asked for.
    expect(nodes.length).toBe(5);
    expect(replicas[2]?.shares?.length).toBe(2);
  });

  it("is spread, and each part by itself where that is strict", () => {
    const shares = (strategy: "SPREAD" | "STRICT_SPREAD") =>
      play(buildDeployment({ scaling: { kind: "static", numReplicas: 1 }, ...parts(strategy, 3, 1) }))
        .replicas[0]?.shares?.length ?? 1;
    expect(shares("STRICT_SPREAD")).toBe(3);
    // Nobody asks for more nodes than there is need of.
    expect(shares("SPREAD")).toBe(1);
  });
});
