import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { simulate } from "../../src/simulation/simulate.ts";
import { parseText } from "./parseText.ts";
import { remarksOf } from "./remarksOf.ts";

interface Small {
  readonly replicas: number;
  readonly surge: number;
  readonly machines: number;
  readonly gpusPerReplica: number;
}

/** A service whose replicas need GPUs, on machines with two of them, all of one pool. */
function scenario({ replicas, surge, machines, gpusPerReplica }: Small): string {
  return `name: small
horizon: 40m
service:
  compute_config:
    worker_nodes: [{ name: gpu, instance_type: two, max_nodes: 100 }]
  applications:
    - name: app
      import_path: m:app
      deployments: [{ name: A, num_replicas: ${replicas}, ray_actor_options: { num_gpus: ${gpusPerReplica} } }]
cluster:
  bootTime: 10s
  idleTime: 5s
  instanceTypes: { two: { cpus: 64, gpus: 2 } }
  pools: { two: { maxNodes: ${machines} } }
deployments: { A: { startUp: 5s } }
update: { at: 1m, timeout: 30m, max_surge_percent: ${surge}, config: { image_uri: x:2 } }
`;
}

function roomWarnings(text: string): readonly string[] {
  return parseText(text)
    .warnings.map(({ message }) => message)
    .filter((message) => message.includes("can never get past"));
}

describe("a rollout that a pool has no machines for", () => {
  it("is told at once, with the step, the machines and what would do", () => {
    expect(roomWarnings(scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 }))).toEqual([
      "the rollout of update can never get past step 1: that needs at least 6 nodes of this pool (4 for the primary, 2 for the canary), and there are at most 5; max_surge_percent: 25 fits, or 6 nodes would do",
    ]);
    expect(roomWarnings(scenario({ replicas: 1, surge: 25, machines: 1, gpusPerReplica: 2 }))).toEqual([
      "the rollout of update can never get past step 1: that needs at least 2 nodes of this pool (1 for the primary, 1 for the canary), and there are at most 1; no smaller surge fits; 2 nodes would do",
    ]);
  });

  it("is not to be made in place where that is refused, as of another image", () => {
    const image = scenario({ replicas: 1, surge: 25, machines: 1, gpusPerReplica: 2 });
    const code = image.replace("{ image_uri: x:2 }", "{ applications: [{ import_path: m:other }] }");
    expect(roomWarnings(image)[0]).not.toContain("in place");
    expect(roomWarnings(code)[0]).toMatch(/; 2 nodes would do, or an update in place$/);
  });

  it("never finishes when it is played", () => {
    const small = fc.record({
      replicas: fc.integer({ min: 1, max: 6 }),
      surge: fc.integer({ min: 1, max: 100 }),
      machines: fc.integer({ min: 1, max: 10 }),
      gpusPerReplica: fc.constantFrom(1, 2),
    });
    let warned = 0;
    fc.assert(
      fc.property(small, (each) => {
        const text = scenario(each);
        fc.pre(Math.ceil((each.replicas * each.gpusPerReplica) / 2) <= each.machines);
        if (roomWarnings(text).length === 0) return;
        warned++;
        expect(simulate(parseText(text).scenario).summary.outcome).not.toBe("completed");
      }),
      { numRuns: 60 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
    expect(warned).toBeGreaterThan(5);
  });

  it("would fit with the surge that the warning names, and with no larger one", () => {
    const text = (surge: number) => scenario({ replicas: 8, surge, machines: 5, gpusPerReplica: 1 });
    expect(roomWarnings(text(25))).toEqual([]);
    expect(simulate(parseText(text(25)).scenario).summary.outcome).toBe("completed");
    expect(simulate(parseText(text(50)).scenario).summary.outcome).toBe("rolled-back");
  });

  it("is not told where the pool grows later", () => {
    const text = scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 });
    const growing = text.replace("{ maxNodes: 5 }", "{ maxNodes: 5, changes: [{ at: 10m, maxNodes: 6 }] }");
    expect(roomWarnings(growing)).toEqual([]);
  });

  it("is told where the pool grows, but never by enough", () => {
    const text = scenario({ replicas: 8, surge: 50, machines: 4, gpusPerReplica: 1 });
    const growing = text.replace("{ maxNodes: 4 }", "{ maxNodes: 4, changes: [{ at: 10m, maxNodes: 5 }] }");
    expect(roomWarnings(growing).join()).toContain("there are at most 5; max_surge_percent: 25 fits");
  });

  it("is not told of a canary that is to have no more than there is room for", () => {
    const text = scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 });
    const partly = text.replace("max_surge_percent: 50", "max_surge_percent: 50, canary_percent: 25");
    expect(roomWarnings(partly)).toEqual([]);
  });

  it("is told at the pool that is too small", () => {
    const { warnings } = remarksOf(scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 }));
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^x\.yaml:14:\d+: cluster\.pools\.two\.maxNodes: the rollout of update can never/,
      ),
    );
  });

  it("is told of this pool alone, with the machines that it would need", () => {
    const text = scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 })
      .replace("worker_nodes: [", "worker_nodes: [{ name: cpu, instance_type: one, max_nodes: 100 }, ")
      .replace("instanceTypes: {", "instanceTypes: { one: { cpus: 1, gpus: 0 },")
      .replace("pools: {", "pools: { one: { maxNodes: 0 },");
    const warnings = roomWarnings(text);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/there are at most 5; max_surge_percent: 25 fits, or 6 nodes would do$/);
  });

  it("counts only the replicas that fit on no machine of another pool", () => {
    const roomy = scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 })
      .replace("worker_nodes: [", "worker_nodes: [{ name: other, instance_type: more, max_nodes: 100 }, ")
      .replace("instanceTypes: {", "instanceTypes: { more: { cpus: 8, gpus: 1 },");
    expect(roomWarnings(roomy)).toEqual([]);
    // A group of no nodes is none.
    expect(roomWarnings(roomy.replace("more, max_nodes: 100", "more, max_nodes: 0"))).toHaveLength(1);
  });

  it("takes no larger machine of another pool for one of its own", () => {
    const mixed = scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 1 })
      .replace("{ num_gpus: 1 }", "{ num_gpus: 0.1, num_cpus: 32 }")
      .replace("worker_nodes: [", "worker_nodes: [{ name: cpu, instance_type: large, max_nodes: 100 }, ")
      .replace("instanceTypes: {", "instanceTypes: { large: { cpus: 256, gpus: 0 },");
    expect(roomWarnings(mixed).join()).toContain("at least 6 nodes of this pool (4 for the primary, 2 for");
  });

  it("counts CPUs, and max_replicas_per_node", () => {
    const small = (options: string) =>
      scenario({ replicas: 8, surge: 50, machines: 5, gpusPerReplica: 0 }).replace(
        "ray_actor_options: { num_gpus: 0 }",
        options,
      );
    expect(roomWarnings(small("ray_actor_options: { num_cpus: 16 }"))).toEqual([]);
    expect(roomWarnings(small("ray_actor_options: { num_cpus: 32 }"))).toEqual([
      "the rollout of update can never get past step 1: that needs at least 6 nodes of this pool (4 for the primary, 2 for the canary), and there are at most 5; max_surge_percent: 25 fits, or 6 nodes would do",
    ]);
    expect(roomWarnings(small("max_replicas_per_node: 2"))).toEqual([
      "the rollout of update can never get past step 1: that needs at least 6 nodes of this pool (4 for the primary, 2 for the canary), and there are at most 5; max_surge_percent: 25 fits, or 6 nodes would do",
    ]);
    expect(roomWarnings(small("max_replicas_per_node: 4"))).toEqual([]);
  });

  it("is not told where the machines are just enough", () => {
    expect(roomWarnings(scenario({ replicas: 8, surge: 50, machines: 6, gpusPerReplica: 1 }))).toEqual([]);
  });
});
