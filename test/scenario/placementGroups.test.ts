import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { parseText, problemsOf } from "./parseText.ts";

const file = (deployment: string, cluster = "") => `name: x
horizon: 10m
service:
  compute_config: { worker_nodes: [{ instance_type: g5.12xlarge, max_nodes: 3 }] }
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A, ${deployment} }] }]
traffic: [{ deployment: A, constant: 1 }]
${cluster}`;
const ofText = (deployment: string, cluster = "") => {
  const { scenario, warnings, notes } = parseText(file(deployment, cluster));
  const [compiled] = scenario.primary.deployments;
  if (compiled === undefined) throw new Error("there is no deployment");
  return { compiled, cluster: scenario.primary.cluster, remarks: [...warnings, ...notes].map(formatProblem) };
};
const said = (deployment: string) => problemsOf(file(deployment)).map((text) => text.replace(/^.*?: /, ""));

describe("placement groups", () => {
  it("are PACK unless told otherwise, and end packing", () => {
    const { compiled, cluster, remarks } = ofText(
      "placement_group_bundles: [{ CPU: 1, GPU: 4 }, { GPU: 4 }]",
    );
    expect(compiled.placementGroup).toEqual({
      strategy: "PACK",
      bundles: [
        { cpus: 1, gpus: 4 },
        { cpus: 0, gpus: 4 },
      ],
    });
    expect(compiled.resources).toEqual({ cpus: 1, gpus: 8 });
    expect(cluster.placement).toBe("spread");
    expect(remarks.some((text) => text.includes("Ray Serve packs no replicas of a cluster"))).toBe(true);
  });

  it("that are STRICT_PACK leave packing as it is", () => {
    const { cluster } = ofText(
      "placement_group_strategy: STRICT_PACK, placement_group_bundles: [{ CPU: 1 }, { GPU: 4 }]",
    );
    expect(cluster.placement).toBe("pack");
  });

  it.each([
    ["placement_group_strategy: PACK", "Ray Serve refuses it without placement_group_bundles"],
    ["placement_group_bundles: []", "found an empty list"],
    ["placement_group_bundles: [{ CPU: 1 }, { GPU: 0 }]", "found a bundle of nothing"],
    [
      "ray_actor_options: { num_gpus: 1 }, placement_group_bundles: [{ CPU: 1 }, { GPU: 1 }]",
      "the replica's actor needs 1 GPU (num_gpus)",
    ],
    ["placement_group_strategy: PACKED, placement_group_bundles: [{ CPU: 1 }]", '"PACK"'],
    [
      "placement_group_strategy: STRICT_PACK, placement_group_bundles: [{ CPU: 1, GPU: 4 }, { GPU: 1 }]",
      "a replica of A needs 1 CPUs and 5 GPUs",
    ],
    [
      "placement_group_strategy: STRICT_SPREAD, placement_group_bundles: [{ CPU: 1 }, { CPU: 1 }, { CPU: 1 }, { CPU: 1 }]",
      "in 4 bundles, STRICT_SPREAD, and fits on no number of nodes",
    ],
  ])("are refused where Ray does, or no nodes hold them: %s", (deployment, expected) => {
    expect(said(deployment).join("\n")).toContain(expected);
  });
});

describe("gangs", () => {
  it("are read, with Ray Serve's defaults", () => {
    expect(ofText("num_replicas: 4, gang_scheduling_config: { gang_size: 2 }").compiled.gang).toEqual({
      size: 2,
      strategy: "PACK",
    });
  });

  it("round bounds that Ray takes, and say so", () => {
    const { compiled, remarks } = ofText(
      "autoscaling_config: { min_replicas: 1, max_replicas: 5 }, gang_scheduling_config: { gang_size: 2 }",
    );
    expect(compiled.scaling).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
    expect(remarks.filter((text) => text.includes("is no multiple of gang_size (2)")).length).toBe(2);
  });

  it.each([
    ["num_replicas: 5, gang_scheduling_config: { gang_size: 2 }", "num_replicas (5) must be a multiple"],
    ["gang_scheduling_config: { gang_size: 2 }", "num_replicas (1, the default) must be a multiple"],
    [
      "num_replicas: auto, autoscaling_config: { min_replicas: 1 }, gang_scheduling_config: { gang_size: 2 }",
      "min_replicas (1) must be a multiple",
    ],
    [
      "autoscaling_config: { min_replicas: 3, max_replicas: 3 }, gang_scheduling_config: { gang_size: 2 }",
      "no whole number of gangs lies",
    ],
    [
      "num_replicas: 2, max_replicas_per_node: 1, gang_scheduling_config: { gang_size: 2 }",
      "Ray Serve refuses it beside gang_scheduling_config",
    ],
    [
      "num_replicas: 2, gang_scheduling_config: { gang_size: 2, runtime_failure_policy: RESTART_REPLICA }",
      "has not implemented",
    ],
    [
      "num_replicas: 16, ray_actor_options: { num_gpus: 1 }, gang_scheduling_config: { gang_size: 16 }",
      "a gang of 16 replicas of A",
    ],
  ])("are refused where Ray does, or no nodes hold them: %s", (deployment, expected) => {
    expect(said(deployment).join("\n")).toContain(expected);
  });
});

describe("machines of several hosts", () => {
  it("are counted as machines in the config, and have so many nodes each", () => {
    const { scenario } = parseText(
      file("num_replicas: 1").replace("max_nodes: 3", "hosts: 4, min_nodes: 1, max_nodes: 3"),
    );
    expect(scenario.primary.cluster.workerGroups).toMatchObject([
      { hostsPerUnit: 4, minNodes: 4, maxNodes: 12 },
    ]);
  });
});
