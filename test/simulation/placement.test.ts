import { describe, expect, it } from "vitest";
import type { Cluster } from "../../src/cluster/Cluster.ts";
import type { FaultEffect } from "../../src/faults/Fault.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const box = (gpus: number, resources?: Record<string, number>) => ({
  name: `box-${gpus}`,
  cpus: 4 * gpus,
  gpus,
  pricePerHour: gpus,
  ...(resources === undefined ? {} : { resources }),
});
const group = (overrides: Parameters<typeof buildWorkerGroup>[0] = {}) =>
  buildWorkerGroup({ name: "boxes", instanceType: box(2), ...overrides });
const replicas = (numReplicas: number, overrides: Partial<Deployment> = {}) =>
  buildDeployment({
    scaling: { kind: "static", numReplicas },
    resources: { cpus: 1, gpus: 1 },
    ...overrides,
  });
const change = (atSeconds: number, cluster: Cluster, ...deployments: Deployment[]) => ({
  atSeconds,
  command: {
    kind: "update-in-place" as const,
    version: buildVersion({ cluster, deployments }),
    restarts: [],
  },
});
const strike = (atSeconds: number, effect: FaultEffect): Scenario["faults"][number] => ({
  name: `at-${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect,
});
const nodesOf = (result: SimulationResult, atSeconds: number) =>
  result.replicas
    .filter(
      ({ placedAtSeconds, goneAtSeconds }) =>
        placedAtSeconds !== null &&
        placedAtSeconds <= atSeconds &&
        (goneAtSeconds ?? Number.POSITIVE_INFINITY) > atSeconds,
    )
    .map(({ node }) => node);
const compaction = { delaySeconds: 100, timeoutSeconds: 600, maxBackoffSeconds: 3600 };

describe("placement", () => {
  it("packs replicas where it leaves the least, or spreads them round the nodes", () => {
    const play = (placement: "pack" | "spread") => {
      const cluster = buildCluster({ placement, workerGroups: [group({ minNodes: 4 })] });
      return nodesOf(
        playLawfully(buildScenario({ primary: buildVersion({ cluster, deployments: [replicas(4)] }) })),
        10,
      );
    };
    expect(play("pack")).toEqual([0, 0, 1, 1]);
    expect(play("spread")).toEqual([0, 1, 2, 3]);
  });

  it("places the largest of what waits first when it packs, and as asked when it spreads", () => {
    const play = (placement: "pack" | "spread") => {
      const cluster = buildCluster({ placement, workerGroups: [group({ minNodes: 1, maxNodes: 2 })] });
      const small = replicas(0, { name: "small", resources: { cpus: 1, gpus: 1 } });
      const large = replicas(0, { name: "large", resources: { cpus: 1, gpus: 2 } });
      const grown = [
        { ...small, scaling: { kind: "static", numReplicas: 1 } as const },
        { ...large, scaling: { kind: "static", numReplicas: 1 } as const },
      ];
      const result = playLawfully(
        buildScenario({
          primary: buildVersion({ cluster, deployments: [small, large] }),
          traffic: [],
          commands: [change(50, cluster, ...grown)],
        }),
      );
      return result.replicas
        .filter(({ node }) => node === 0)
        .map(({ deployment, placedAtSeconds }) => [deployment, placedAtSeconds]);
    };
    expect(play("pack")).toEqual([["large", 50]]);
    expect(play("spread")).toEqual([["small", 50]]);
  });

  it("keeps max_replicas_per_node at the start, later, and when it asks for nodes", () => {
    for (const placement of ["pack", "spread"] as const) {
      const cluster = buildCluster({
        placement,
        workerGroups: [group({ instanceType: box(8), idleSeconds: 900 })],
      });
      const limited = (numReplicas: number) => replicas(numReplicas, { maxReplicasPerNode: 3 });
      const result = playLawfully(
        buildScenario({
          primary: buildVersion({ cluster, deployments: [limited(4)] }),
          commands: [change(100, cluster, limited(10))],
        }),
      );
      expect(nodesOf(result, 10)).toHaveLength(4);
      expect(new Set(nodesOf(result, 10)).size).toBe(2);
      expect(nodesOf(result, 300)).toHaveLength(10);
      expect(new Set(nodesOf(result, 300)).size).toBe(4);
      expect(result.summary.nodesStarted).toBe(4);
    }
  });

  it("keeps a replica that asks for labels to the worker groups that have them, at the start and later", () => {
    for (const placement of ["pack", "spread"] as const) {
      const cluster = buildCluster({
        placement,
        workerGroups: [
          group({ name: "cheap", instanceType: box(8) }),
          group({ name: "labelled", instanceType: { ...box(8, { labelled: 1 }), pricePerHour: 99 } }),
        ],
      });
      const choosy = (numReplicas: number) =>
        replicas(numReplicas, { resources: { cpus: 0, gpus: 1, groups: ["labelled"] } });
      const result = playLawfully(
        buildScenario({
          primary: buildVersion({ cluster, deployments: [choosy(6)] }),
          commands: [change(100, cluster, choosy(10))],
        }),
      );
      expect(nodesOf(result, 300)).toHaveLength(10);
      expect(result.nodes.map(({ resources }) => resources)).toEqual([{ labelled: 1 }, { labelled: 1 }]);
    }
  });

  it("gives custom resources as it gives CPUs and GPUs, to the thousandth", () => {
    const cluster = buildCluster({ workerGroups: [group({ instanceType: box(8, { slot: 1 }) })] });
    const slotted = replicas(5, { resources: { cpus: 1, gpus: 0, custom: { slot: 0.333 } } });
    const result = playLawfully(
      buildScenario({ primary: buildVersion({ cluster, deployments: [slotted] }) }),
    );
    expect(nodesOf(result, 10)).toEqual([0, 0, 0, 1, 1]);
    expect(result.nodes.map(({ peakResourcesUsed }) => peakResourcesUsed)).toEqual([
      { slot: 0.999 },
      { slot: 0.666 },
    ]);
  });

  it("asks the next group when the pool of the cheapest has nothing to give, and the cheapest when none has", () => {
    const cheap = group({ name: "cheap", pool: "scarce", instanceType: { ...box(1), pricePerHour: 1 } });
    const dear = group({ name: "dear", pool: "plenty", instanceType: { ...box(1), pricePerHour: 5 } });
    const cluster = buildCluster({ workerGroups: [dear, cheap] });
    const play = (faults: Scenario["faults"]) =>
      playLawfully(
        buildScenario({
          pools: [
            { name: "scarce", maxNodes: 3 },
            { name: "plenty", maxNodes: 2 },
          ],
          primary: buildVersion({ cluster, deployments: [replicas(2)] }),
          commands: [change(100, cluster, replicas(5))],
          faults,
        }),
      );
    const pools = (result: SimulationResult) => result.nodes.map(({ pool }) => pool);
    expect(pools(play([]))).toEqual(["scarce", "scarce", "scarce", "plenty", "plenty"]);
    const stockOut = play([strike(90, { kind: "stock-out", pool: "scarce", durationSeconds: 200 })]);
    expect(pools(stockOut)).toEqual(["scarce", "scarce", "plenty", "plenty", "scarce"]);
    // The last one waited for the cheapest, since the other pool was empty too.
    expect(stockOut.nodes[4]?.launchedAtSeconds).toBe(290);
    const both = play([
      strike(90, { kind: "stock-out", pool: "scarce", durationSeconds: 200 }),
      strike(90, { kind: "stock-out", pool: "plenty", durationSeconds: 50 }),
    ]);
    // Those that waited for the cheapest take what the other has as soon as it has it.
    const late = both.nodes.slice(2).sort((a, b) => a.launchedAtSeconds - b.launchedAtSeconds);
    expect(late.map(({ pool, launchedAtSeconds }) => [pool, launchedAtSeconds])).toEqual([
      ["plenty", 140],
      ["plenty", 140],
      ["scarce", 290],
    ]);
  });

  it("starts with nodes of the next group where the pool of the cheapest is too small", () => {
    const cheap = group({ name: "cheap", pool: "scarce", instanceType: { ...box(1), pricePerHour: 1 } });
    const dear = group({ name: "dear", instanceType: { ...box(1), pricePerHour: 5 } });
    for (const placement of ["pack", "spread"] as const) {
      const cluster = buildCluster({ placement, workerGroups: [dear, cheap] });
      const result = playLawfully(
        buildScenario({
          pools: [{ name: "scarce", maxNodes: 3 }],
          primary: buildVersion({ cluster, deployments: [replicas(5)] }),
        }),
      );
      expect(nodesOf(result, 1)).toHaveLength(5);
      expect(result.nodes.map(({ pool }) => pool)).toEqual(["scarce", "scarce", "scarce", null, null]);
    }
  });
});

describe("replica compaction", () => {
  const settings = { workerGroups: [group({ minNodes: 0, instanceType: box(4) })], compaction };
  const cluster = buildCluster(settings);
  const one = (numReplicas: number) =>
    replicas(numReplicas, { name: "one", resources: { cpus: 1, gpus: 1 } });
  const other = (numReplicas: number) =>
    replicas(numReplicas, { name: "other", resources: { cpus: 1, gpus: 3 } });
  /** Two nodes with four GPUs each; from 100 s on each has one replica that needs one. */
  const fragmented = (more: Partial<Scenario> = {}, used: Cluster = cluster) =>
    buildScenario({
      primary: buildVersion({ cluster: used, deployments: [one(2), other(2)] }),
      traffic: [],
      commands: [change(100, used, one(2), other(0)), ...(more.commands ?? [])],
      ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "commands")),
    });

  it("does nothing unless it is asked for", () => {
    const result = playLawfully(fragmented({}, buildCluster({ workerGroups: settings.workerGroups })));
    expect([result.compactions, result.summary.compactedNodes, result.nodes.length]).toEqual([[], 0, 2]);
    expect(result.nodes.every(({ releasedAtSeconds }) => releasedAtSeconds === null)).toBe(true);
  });

  it("empties a node whose replicas fit on others, each replaced before it stops, and saves it", () => {
    const result = playLawfully(fragmented());
    // Replicas drain for one look of the loop, 2 s after 100 s; then nothing changes for 100 s.
    const [moved] = result.replicas.filter(({ migrations }) => migrations.length > 0);
    const successor = result.replicas.at(-1);
    expect(result.compactions).toHaveLength(1);
    expect(result.compactions[0]).toMatchObject({
      startedAtSeconds: 202,
      outcome: "compacted",
      version: "v1",
    });
    expect(successor).toMatchObject({ requestedAtSeconds: 202, placedAtSeconds: 202, runningAtSeconds: 232 });
    expect(moved).toMatchObject({
      deployment: "one",
      node: result.compactions[0]?.node,
      migrations: [{ fromSeconds: 202, deadlineSeconds: null, toSeconds: null, replacedAtSeconds: 232 }],
      drainingAtSeconds: 232,
      goneAtSeconds: 234,
    });
    expect(successor?.node).not.toBe(moved?.node);
    const emptied = result.nodes.find(({ node }) => node === moved?.node);
    expect(emptied?.releasedAtSeconds).toBe(234 + 60);
    expect(result.compactions[0]?.endedAtSeconds).toBe(294);
    expect(result.summary.compactedNodes).toBe(1);
  });

  it("gives up when a replica fits on no other node, and takes the room back", () => {
    const result = playLawfully(fragmented({ commands: [change(210, cluster, one(6), other(0))] }));
    expect(result.compactions[0]).toMatchObject({
      startedAtSeconds: 202,
      endedAtSeconds: 210,
      outcome: "failed",
    });
    expect(result.replicas.flatMap(({ migrations }) => migrations)).toMatchObject([
      { fromSeconds: 202, deadlineSeconds: null, toSeconds: 210, replacedAtSeconds: null },
    ]);
    // Six fit on the two nodes; none is asked for.
    expect(result.nodes).toHaveLength(2);
  });

  it("gives up when it takes too long, and tries again after a pause", () => {
    const never = strike(150, {
      kind: "slow-start",
      version: "primary",
      deployment: "one",
      factor: 1e6,
      durationSeconds: null,
    });
    const result = playLawfully(fragmented({ faults: [never], horizonSeconds: 3000 }));
    expect(result.compactions.length).toBeGreaterThan(2);
    expect(result.compactions[0]).toMatchObject({
      startedAtSeconds: 202,
      endedAtSeconds: 802,
      outcome: "failed",
    });
    // Stable again for 100 s, which is longer than the pause.
    expect(result.compactions[1]?.startedAtSeconds).toBe(902);
    expect(result.summary.peakReplicas).toBe(4);
  });

  it("waits while anything rolls out, and gives way to a rollout", () => {
    const later = buildVersion({ cluster, deployments: [one(2)] });
    const during = playLawfully(fragmented({ commands: [deployAt(150, { maxSurgePercent: 25 }, later)] }));
    expect(during.compactions.every(({ version }) => version === "v2")).toBe(true);
    const amid = playLawfully(fragmented({ commands: [deployAt(210, { maxSurgePercent: 25 }, later)] }));
    expect(amid.compactions[0]).toMatchObject({
      startedAtSeconds: 202,
      endedAtSeconds: 210,
      outcome: "given-up",
    });
    expect(amid.summary.outcome).toBe("completed");
  });

  it("counts as failed where min_nodes keeps the empty node, and leaves it alone from then on", () => {
    const kept = buildCluster({ ...settings, workerGroups: [group({ minNodes: 2, instanceType: box(4) })] });
    const result = playLawfully(fragmented({ horizonSeconds: 3000 }, kept));
    expect(result.compactions).toHaveLength(1);
    expect(result.compactions[0]).toMatchObject({
      startedAtSeconds: 202,
      endedAtSeconds: 802,
      outcome: "failed",
    });
  });

  it("forgets a node that goes away by itself", () => {
    const result = playLawfully(
      fragmented({
        faults: [strike(210, { kind: "node-loss", version: "primary", workerGroup: null, count: 2 })],
      }),
    );
    expect(result.compactions[0]).toMatchObject({ endedAtSeconds: 210, outcome: "given-up" });
  });

  it("leaves replicas where they are when nodes have to stay or nothing fits", () => {
    const full = playLawfully(
      buildScenario({ primary: buildVersion({ cluster, deployments: [other(3)] }), traffic: [] }),
    );
    expect(full.compactions).toEqual([]);
    const limited = replicas(2, { resources: { cpus: 1, gpus: 1 }, maxReplicasPerNode: 1 });
    const apart = playLawfully(
      buildScenario({ primary: buildVersion({ cluster, deployments: [limited] }), traffic: [] }),
    );
    expect(apart.compactions).toEqual([]);
  });
});
