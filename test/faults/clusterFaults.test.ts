import { describe, expect, it } from "vitest";
import type { Cluster } from "../../src/cluster/Cluster.ts";
import type { Fault, FaultEffect } from "../../src/faults/Fault.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildScenario } from "../simulation/buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../simulation/buildVersion.ts";
import { deployAt } from "../simulation/deployAt.ts";
import { playLawfully } from "../simulation/playLawfully.ts";

const struckAt = (atSeconds: number, effect: FaultEffect): Fault => ({
  name: effect.kind,
  trigger: { kind: "at", atSeconds },
  effect,
});
const play = (cluster: Partial<Cluster>, faults: readonly Fault[], overrides: Partial<Scenario> = {}) =>
  playLawfully(
    buildScenario({ primary: buildVersion({ cluster: buildCluster(cluster) }), faults, ...overrides }),
  );
const launches = ({ nodes }: SimulationResult, fromSeconds: number) =>
  nodes
    .filter(({ launchedAtSeconds }) => launchedAtSeconds >= fromSeconds)
    .map(({ launchedAtSeconds, market, zone }) => ({ at: launchedAtSeconds, market, zone }));

describe("a cluster in zones", () => {
  it("spreads the nodes of a group over them", () => {
    const { nodes } = play({ zones: ["a", "b", "c"] }, []);
    const counts = ["a", "b", "c"].map((zone) => nodes.filter((node) => node.zone === zone).length);
    expect(counts).toEqual([3, 3, 2]);
  });
});

describe("the loss of a zone", () => {
  const loss = (zone: string, durationSeconds: number | null = null): FaultEffect => ({
    kind: "zone-loss",
    zone,
    durationSeconds,
  });

  it("takes every node in it, and no new one comes up there", () => {
    const result = play({ zones: ["a", "b"], gcsExternalStorage: true }, [struckAt(300, loss("b"))]);
    const lost = result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === 300);
    expect(lost.map(({ zone }) => zone)).toEqual(["b", "b", "b", "b"]);
    const after = launches(result, 300);
    expect(after).toHaveLength(4);
    expect(after.every(({ zone }) => zone === "a")).toBe(true);
    expect(result.timeline.primary.runningReplicas.at(-1)).toBe(8);
  });

  it("that held all zones leaves nothing until it is over", () => {
    const result = play({ zones: ["a"], gcsExternalStorage: true }, [struckAt(300, loss("a", 400))]);
    expect(launches(result, 301).every(({ at }) => at >= 700)).toBe(true);
    expect(result.timeline.primary.runningReplicas.at(-1)).toBe(8);
  });

  it("takes the head node with it where that runs there", () => {
    const died = (zone: string) =>
      play({ zones: ["a", "b"], gcsExternalStorage: true }, [struckAt(300, loss(zone))]).events.some(
        ({ kind }) => kind === "head-node-died",
      );
    expect([died("a"), died("b")]).toEqual([true, false]);
  });

  it("strikes both clusters", () => {
    const version = buildVersion({ cluster: buildCluster({ zones: ["a", "b"] }) });
    const result = play({ zones: ["a", "b"] }, [struckAt(600, loss("b"))], {
      commands: [deployAt(100, { canaryPercent: 50 }, version)],
    });
    const lost = result.nodes.filter(
      ({ releasedAtSeconds, zone }) => releasedAtSeconds === 600 && zone === "b",
    );
    expect(new Set(lost.map((node) => node.version))).toEqual(new Set(["v1", "v2"]));
  });
});

describe("a spot wave", () => {
  const wave = (options: Partial<Extract<FaultEffect, { kind: "spot-wave" }>> = {}): FaultEffect => ({
    kind: "spot-wave",
    workerGroup: null,
    percent: 100,
    warningSeconds: 120,
    spreadSeconds: 0,
    durationSeconds: 600,
    ...options,
  });
  const groups = (market: "spot" | "prefer-spot" | "on-demand") => ({
    workerGroups: [buildWorkerGroup({ market })],
  });

  it("takes the spot nodes two minutes after their warning, and gives none until it is over", () => {
    const result = play(groups("spot"), [struckAt(200, wave())]);
    expect(result.nodes.slice(0, 8).map(({ releasedAtSeconds }) => releasedAtSeconds)).toEqual(
      Array.from({ length: 8 }, () => 320),
    );
    expect(launches(result, 1).every(({ at, market }) => at === 800 && market === "spot")).toBe(true);
    expect(result.summary.replicaDiedRequests).toBe(0);
  });

  it("leaves on-demand nodes alone", () => {
    const calm = play(groups("on-demand"), []);
    const result = play(groups("on-demand"), [struckAt(200, wave())]);
    expect(result.nodes).toEqual(calm.nodes);
  });

  it("is spread evenly over its time, over the share that is said", () => {
    const result = play(groups("spot"), [struckAt(200, wave({ percent: 50, spreadSeconds: 40 }))]);
    const lost = result.nodes.flatMap(({ releasedAtSeconds }) => releasedAtSeconds ?? []);
    expect(lost.sort((a, b) => a - b)).toEqual([320, 330, 340, 350]);
  });

  it("lets a group that prefers spot fall back to on-demand nodes after its patience", () => {
    const result = play(groups("prefer-spot"), [struckAt(200, wave())]);
    const after = launches(result, 1);
    expect(after).toHaveLength(8);
    // Asked for with the warning, and a minute later taken on demand.
    expect(after.every(({ at, market }) => market === "on-demand" && at === 260)).toBe(true);
    expect(result.timeline.primary.runningReplicas.at(-1)).toBe(8);
  });

  it("lets replacements run first where there is time, so that nothing is missed", () => {
    const one: FaultEffect = {
      kind: "spot-preemption",
      version: "primary",
      workerGroup: null,
      count: 1,
      warningSeconds: 120,
    };
    const result = play(groups("spot"), [struckAt(200, one)]);
    // A node at 260 s, a replacement that runs at 290 s; only then the old one stops, its node goes at 320 s.
    const [moved] = result.replicas.filter(({ migrations }) => migrations.length > 0);
    expect(moved?.migrations).toEqual([
      { fromSeconds: 200, deadlineSeconds: 320, toSeconds: null, replacedAtSeconds: 290 },
    ]);
    expect(moved?.drainingAtSeconds).toBe(290);
    expect(Math.min(...result.timeline.primary.runningReplicas)).toBe(8);
    expect(result.nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === 320)).toHaveLength(1);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("lets replicas serve on until they have to drain where there is no time", () => {
    const result = play(groups("prefer-spot"), [struckAt(200, wave())]);
    const moved = result.replicas.filter(({ migrations }) => migrations.length > 0);
    expect(moved).toHaveLength(8);
    for (const { drainingAtSeconds, goneAtSeconds, migrations } of moved) {
      // The graceful shutdown has 20 s until the node goes.
      expect(drainingAtSeconds).toBe(300);
      expect(goneAtSeconds).toBeLessThanOrEqual(320);
      expect(migrations[0]?.replacedAtSeconds).toBe(null);
    }
    expect(result.summary.replicaDiedRequests).toBe(0);
  });

  it("costs what each market costs", () => {
    const type = { name: "gpu-1", cpus: 4, gpus: 1, pricePerHour: 3.6, spotPricePerHour: 1.2 };
    const cost = (market: "spot" | "on-demand") =>
      play({ workerGroups: [buildWorkerGroup({ market, instanceType: type })] }, []).summary.costDollars;
    // Eight nodes for twenty minutes, beside a head node of a dollar an hour.
    expect(cost("on-demand") - 1 / 3).toBeCloseTo((8 * 3.6) / 3, 9);
    expect(cost("spot") - 1 / 3).toBeCloseTo((8 * 1.2) / 3, 9);
  });
});

describe("a pool that other tenants take from", () => {
  const pooled = { workerGroups: [buildWorkerGroup({ pool: "gpus" })] };
  const lost: FaultEffect = { kind: "node-loss", version: "primary", workerGroup: null, count: 4 };

  it("gives nothing beyond what is left of it, and takes nothing back", () => {
    const changes = [
      { atSeconds: 100, maxNodes: 6 },
      { atSeconds: 700, maxNodes: 8 },
    ];
    const result = play(pooled, [struckAt(300, lost)], {
      pools: [{ name: "gpus", maxNodes: 8, changes }],
    });
    expect(result.timeline.primary.nodes[result.timeline.atSeconds.indexOf(200)]).toBe(8);
    // Two at once when the losses are noticed, at the next health check; the others when there are more again.
    const [first = 0, second = 0, ...later] = launches(result, 1).map(({ at }) => at);
    expect(Math.min(first, second)).toBeGreaterThan(300);
    expect(Math.max(first, second)).toBeLessThan(312);
    expect(later).toEqual([700, 700]);
    expect(result.pools[0]?.changes).toEqual(changes);
  });
});
