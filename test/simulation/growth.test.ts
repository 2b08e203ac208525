import { describe, expect, it, vi } from "vitest";
import { Fleet } from "../../src/cluster/nodes/Fleet.ts";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { invariants } from "../../src/invariants/invariants.ts";
import type { ReplicaLife } from "../../src/simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";

/** A rollout with a full surge: so many replicas run, as many are started beside them, each on a node of its own. */
function rolloutOf(replicaCount: number): Scenario {
  const version = buildVersion({
    deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: replicaCount } })],
    cluster: buildCluster({
      workerGroups: [
        buildWorkerGroup({
          maxNodes: 2 * replicaCount,
          bootSeconds: { kind: "uniform", low: 30, high: 90 },
        }),
      ],
    }),
  });
  return buildScenario({ primary: version, commands: [deployAt(10, { maxSurgePercent: 100 }, version)] });
}

/** Seconds of this process alone, the least of a few: other work on the machine counts little. */
function leastCpuSeconds(work: () => void): number {
  const seconds = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user / 1e6;
  });
  return Math.min(...seconds);
}

/** How often the laws look at a replica, by what they ask of it. */
function countLooks(result: SimulationResult): number {
  let looks = 0;
  const counted = (life: ReplicaLife): ReplicaLife =>
    new Proxy(life, {
      get: (target, key) => {
        looks++;
        return Reflect.get(target, key) as unknown;
      },
    });
  checkInvariants({ ...result, replicas: result.replicas.map(counted) });
  return looks;
}

describe("what a run costs", () => {
  const small = simulate(rolloutOf(100));
  const large = simulate(rolloutOf(400));

  it("is a rollout that goes through, whatever its size", () => {
    for (const { summary } of [small, large]) expect(summary.outcome).toBe("completed");
    expect(large.replicas.length).toBe(4 * small.replicas.length);
    expect(large.nodes.length).toBe(4 * small.nodes.length);
  });

  it("grows with the replicas, not with their square", () => {
    // Four times as many: 4 where it is linear, 16 where each looks at each; 9 is far from both.
    const seconds = (count: number) => leastCpuSeconds(() => simulate(rolloutOf(count)));
    expect(seconds(1200) / seconds(300)).toBeLessThan(9);
  });

  it("is for the laws so many looks at each replica, however many there are", () => {
    expect(invariants.length).toBeGreaterThan(10);
    expect(countLooks(large)).toBeLessThan(4.4 * countLooks(small));
  });

  it("looks for no room again where neither what waits nor the cluster has changed", () => {
    // Two of three replicas wait for nodes that never come, while commands let the control path look again and again.
    const version = buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: 3 } })],
      cluster: buildCluster({ workerGroups: [buildWorkerGroup({ maxNodes: 1 })] }),
    });
    const canary = { ...version, id: "another" };
    const place = vi.spyOn(Fleet.prototype, "place");
    const provide = vi.spyOn(Fleet.prototype, "provide");
    const commands = Array.from({ length: 50 }, (_, index) => deployAt(10 + 5 * index, {}, canary));
    const { replicas } = simulate(buildScenario({ primary: version, horizonSeconds: 600, commands }));
    expect(replicas.some(({ runningAtSeconds }) => runningAtSeconds === null)).toBe(true);
    expect(place.mock.calls.length).toBeLessThan(30);
    expect(provide.mock.calls.length).toBeLessThan(30);
    vi.restoreAllMocks();
  });
});
