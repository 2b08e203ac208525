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

describe("what Ray says of bundles", () => {
  const place = (deployment: string) =>
    problemsOf(file(deployment)).map((text) =>
      text.replace(/^x\.yaml:5:(\d+): service\.applications\[0\]\.deployments\[0\]\./, "$1 "),
    );

  it.each([
    [
      "placement_group_strategy: PACK",
      [
        "74 placement_group_strategy: Ray Serve refuses it without placement_group_bundles; give both or none",
      ],
    ],
    [
      "placement_group_bundles: []",
      ["74 placement_group_bundles: found an empty list, which Ray refuses; expected a bundle"],
    ],
    [
      "placement_group_bundles: [{ CPU: 1 }, { GPU: 0 }, {}]",
      [
        "112 placement_group_bundles[1]: found a bundle of nothing, which Ray refuses; expected some resources",
        "124 placement_group_bundles[2]: found a bundle of nothing, which Ray refuses; expected some resources",
      ],
    ],
    [
      "placement_group_bundles: [{ CPU: 0.5 }], ray_actor_options: {}",
      [
        "74 placement_group_bundles: the replica's actor needs 1 CPU (num_cpus), but runs in the first bundle, which has 0.5; Ray Serve refuses that",
      ],
    ],
    [
      "placement_group_bundles: [{ CPU: 2 }], ray_actor_options: { num_gpus: 1, resources: { slot: 1 } }",
      [
        "74 placement_group_bundles: the replica's actor needs 1 GPU (num_gpus), but runs in the first bundle, which has 0; Ray Serve refuses that",
        "74 placement_group_bundles: the replica's actor needs 1 slot (slot), but runs in the first bundle, which has 0; Ray Serve refuses that",
      ],
    ],
  ])("is told word for word, where it stands: %s", (deployment, problems) => {
    expect(place(deployment)).toEqual(problems);
  });

  it("is only a warning where the code may ask for less than one CPU", () => {
    const { remarks } = ofText("placement_group_bundles: [{ CPU: 0.5, GPU: 1 }]");
    expect(remarks).toContain(
      "x.yaml:5:74: service.applications[0].deployments[0].placement_group_bundles: Ray Serve refuses it unless the code says num_cpus: 0.5 or less: the replica's actor needs 1 CPU by default, and its first bundle has 0.5",
    );
    expect(place("ray_actor_options: { num_cpus: 0.5 }, placement_group_bundles: [{ CPU: 0.5 }]")).toEqual(
      [],
    );
  });

  it("counts bundles together to the ten-thousandth, and the accelerator's share where none has it", () => {
    const { compiled, remarks } = ofText(
      "ray_actor_options: { accelerator_type: A10G, num_cpus: 0 }, placement_group_bundles: [{ CPU: 0.1, GPU: 1 }, { CPU: 0.2 }]",
    );
    expect(compiled.resources).toEqual({
      cpus: 0.3,
      gpus: 1,
      custom: { "accelerator_type:A10G": 0.001 },
    });
    expect(remarks).toContain(
      'x.yaml:5:95: service.applications[0].deployments[0].ray_actor_options.accelerator_type: Ray places the actor in the first bundle, which has none of accelerator_type:A10G: it would never start; add "accelerator_type:A10G": 0.001 to that bundle',
    );
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
