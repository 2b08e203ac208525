import { describe, expect, it } from "vitest";
import type { WorkerGroup } from "../../src/cluster/Cluster.ts";
import type { Fault, FaultEffect } from "../../src/faults/Fault.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

/** No spot node is to be had from 200 s on, for so long; those that there are go at 320 s. */
const wave = (durationSeconds: number, atSeconds = 200): Fault => ({
  name: `wave-${atSeconds}`,
  trigger: { kind: "at", atSeconds },
  effect: {
    kind: "spot-wave",
    workerGroup: null,
    percent: 100,
    warningSeconds: 120,
    spreadSeconds: 0,
    durationSeconds,
  } satisfies FaultEffect,
});

/** Eight replicas on a node each, in a group that prefers spot and tries to return every ten minutes. */
function play(
  faults: readonly Fault[],
  group: Partial<WorkerGroup> = {},
  overrides: Partial<Scenario> = {},
  cluster = {},
): SimulationResult {
  const workerGroups = [buildWorkerGroup({ market: "prefer-spot", spotReturnSeconds: 600, ...group })];
  return playLawfully(
    buildScenario({
      horizonSeconds: 3600,
      primary: buildVersion({ cluster: buildCluster({ workerGroups, ...cluster }) }),
      faults,
      ...overrides,
    }),
  );
}
const launched = ({ nodes }: SimulationResult, market: "spot" | "on-demand") =>
  nodes
    .filter((node) => node.market === market && node.launchedAtSeconds > 0)
    .map(({ launchedAtSeconds }) => launchedAtSeconds);
const heldAtEnd = ({ nodes }: SimulationResult) =>
  nodes.filter(({ releasedAtSeconds }) => releasedAtSeconds === null).map(({ market }) => market);
const eight = (value: number) => Array.from({ length: 8 }, () => value);

describe("a group that prefers spot and fell back to on-demand nodes", () => {
  it("returns to spot after its while, without missing a replica", () => {
    const result = play([wave(100)]);
    // On demand from 260 s on; ten minutes later spot nodes, up at 920 s, replicas at 950 s.
    expect(launched(result, "on-demand")).toEqual(eight(260));
    expect(launched(result, "spot")).toEqual(eight(860));
    expect(heldAtEnd(result)).toEqual(Array.from({ length: 8 }, () => "spot"));
    const { atSeconds, primary } = result.timeline;
    const later = primary.runningReplicas.filter((_, row) => (atSeconds[row] ?? 0) >= 600);
    expect(Math.min(...later)).toBe(8);
    for (const { market, launchedAtSeconds, releasedAtSeconds } of result.nodes) {
      if (market === "on-demand") expect(releasedAtSeconds).toBeGreaterThanOrEqual(950);
      else if (launchedAtSeconds > 0) expect(releasedAtSeconds).toBe(null);
    }
    const moves = result.replicas.flatMap(({ migrations }) => migrations);
    expect(moves.filter(({ fromSeconds }) => fromSeconds === 920)).toHaveLength(8);
    expect(result.nodes.flatMap(({ replacesNode }) => replacesNode ?? [])).toHaveLength(8);
  });

  it("tries again as long after that while no spot node is to be had", () => {
    const result = play([wave(1000)]);
    // At 860 s in vain (spot is closed until 1200 s); at 1460 s with success.
    expect(launched(result, "spot")).toEqual(eight(1460));
  });

  it("stays where it is when it is told so", () => {
    const { spotReturnSeconds, ...rest } = buildWorkerGroup({
      market: "prefer-spot",
      spotReturnSeconds: 600,
    });
    expect(spotReturnSeconds).toBe(600);
    const result = play([wave(100)], {}, {}, { workerGroups: [rest] });
    expect(launched(result, "spot")).toEqual([]);
    expect(heldAtEnd(result)).toEqual(Array.from({ length: 8 }, () => "on-demand"));
  });

  it("has room for the new nodes only below max_nodes and in its pool", () => {
    expect(launched(play([wave(400)], { maxNodes: 8 }), "spot")).toEqual([]);
    const pools = [{ name: "gpus", maxNodes: 10 }];
    const pooled = play([wave(100)], { pool: "gpus" }, { pools });
    // On demand two at 260 s and the others when the old ones are gone; back on spot two at a time.
    expect(launched(pooled, "on-demand")).toEqual([260, 260, 320, 320, 320, 320, 320, 320]);
    expect(launched(pooled, "spot")).toEqual([860, 860, 1520, 1520, 2120, 2120, 2720, 2720]);
  });

  it("keeps its on-demand nodes where the new ones are taken back before they take over", () => {
    const result = play([wave(100), wave(60, 900)]);
    // Those asked for at 860 s boot until 920 s; spot is closed from 900 s to 960 s, and nodes that boot are not warned.
    expect(heldAtEnd(result).every((market) => market === "spot")).toBe(true);
    const later = play([wave(100), wave(60, 930)]);
    // Now they are ready and warned while replicas move: replacements go wherever there is room.
    expect(later.summary.replicaDiedRequests).toBe(0);
    expect(later.timeline.primary.runningReplicas.at(-1)).toBe(8);
  });

  it("asks for no spot node in the place of one that holds nothing", () => {
    const half = buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: 4 } })],
      cluster: buildCluster({
        workerGroups: [
          buildWorkerGroup({ market: "prefer-spot", spotReturnSeconds: 600, idleSeconds: 7200 }),
        ],
      }),
    });
    const command = { kind: "update-in-place", version: half, restarts: [] } as const;
    // Four of the eight nodes are empty from 500 s on and stay, as their idle time is not over.
    const result = play([wave(100)], { idleSeconds: 7200 }, { commands: [{ atSeconds: 500, command }] });
    expect(launched(result, "on-demand")).toEqual(eight(260));
    const first = launched(result, "spot").filter((atSeconds) => atSeconds < 900);
    expect(first).toEqual([860, 860, 860, 860]);
  });

  it("does so with proxies, which drain before their node goes", () => {
    const proxies = {
      location: "every-node",
      startSeconds: { kind: "fixed", value: 3 },
      checkPeriodSeconds: 10,
      minDrainingSeconds: 60,
      loadBalancer: { checkIntervalSeconds: 30, unhealthyThreshold: 2 },
    } as const;
    const result = play([wave(100)], {}, {}, { proxies });
    const onDemand = result.nodes.filter(({ market }) => market === "on-demand");
    for (const { node, releasedAtSeconds } of onDemand) {
      const proxy = result.proxies.find((each) => each.node === node);
      expect(proxy?.goneAtSeconds).toBe(releasedAtSeconds);
      expect(proxy?.lostRequests).toBe(0);
    }
    expect(heldAtEnd(result).every((market) => market === "spot")).toBe(true);
  });

  it("keeps the laws of a rollout that comes between", () => {
    const workerGroups = [buildWorkerGroup({ market: "prefer-spot", spotReturnSeconds: 600 })];
    const canary = buildVersion({ cluster: buildCluster({ workerGroups }) });
    const result = play([wave(100)], {}, { commands: [deployAt(840, {}, canary)], horizonSeconds: 7200 });
    expect(result.summary.outcome).toBe("completed");
    expect(result.summary.failedRequests).toBe(play([wave(100)]).summary.failedRequests);
  });
});
