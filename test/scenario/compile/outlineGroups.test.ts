import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const two = "{ name: A, num_replicas: 2 }";
const textOf = (computeConfig: string, cluster = "", deployments = two) => `name: x
horizon: 10m
service:
  compute_config: ${computeConfig}
  applications: [{ name: a, import_path: "m:a", deployments: [${deployments}] }]
${cluster === "" ? "" : `cluster: ${cluster}\n`}`;
const groupsOf = (...parts: Parameters<typeof textOf>) =>
  parseText(textOf(...parts)).scenario.primary.cluster.workerGroups;
const refusals = (...parts: Parameters<typeof textOf>) => remarksOf(textOf(...parts)).refused;

describe("worker groups", () => {
  it.each([
    [
      "{ worker_nodes: [{ instance_type: m5.large }, { instance_type: m5.large }] }",
      "",
      [
        'x.yaml:4:65: service.compute_config.worker_nodes[1].name: two worker groups are called "m5.large"; expected different names',
      ],
    ],
    [
      "{ worker_nodes: [{ name: w, instance_type: m5.large }, { name: w, instance_type: m5.xlarge }] }",
      "",
      [
        'x.yaml:4:82: service.compute_config.worker_nodes[1].name: two worker groups are called "w"; expected different names',
      ],
    ],
    [
      "{ worker_nodes: [{ name: w, instance_type: m5.large }] }",
      "{ workerGroups: { w: { minNodes: 1, market: spot, bootTime: 5s } } }",
      [
        "x.yaml:6:43: cluster.workerGroups.w.minNodes: the compute config says this already; change it there, or leave it out here",
        "x.yaml:6:54: cluster.workerGroups.w.market: the compute config says this already; change it there, or leave it out here",
      ],
    ],
    [
      "{ worker_nodes: [{ name: w, instance_type: m5.large, min_nodes: 4, max_nodes: 3 }] }",
      "",
      [
        "x.yaml:4:83: service.compute_config.worker_nodes[0].min_nodes: the minimum of 4 nodes is above the maximum of 3",
      ],
    ],
    [
      "my-config",
      "{ workerGroups: { w: { instanceType: m5.large, minNodes: 4, maxNodes: 3 } } }",
      ["x.yaml:6:67: cluster.workerGroups.w.minNodes: the minimum of 4 nodes is above the maximum of 3"],
    ],
    [
      "my-config",
      "{ workerGroups: { w: { maxNodes: 3 } } }",
      [
        "x.yaml:6:28: cluster.workerGroups.w.instanceType: is missing; the service's compute config does not list this group inline, so its instanceType has to stand here",
      ],
    ],
  ])("are refused, word for word: %s %s", (computeConfig, cluster, problems) => {
    expect(refusals(computeConfig, cluster)).toEqual(problems);
  });

  // Anyscale's client, WorkerNodeGroupConfig: 0 and 10.
  it("have from 0 to 10 nodes by default, and at most as many as they have at least", () => {
    const type = "instance_type: m5.large";
    expect(groupsOf(`{ worker_nodes: [{ ${type} }] }`)).toMatchObject([{ minNodes: 0, maxNodes: 10 }]);
    expect(groupsOf(`{ worker_nodes: [{ ${type}, min_nodes: 14 }] }`)).toMatchObject([
      { minNodes: 14, maxNodes: 14 },
    ]);
    expect(groupsOf(`{ worker_nodes: [{ ${type}, min_nodes: 3, max_nodes: 3 }] }`)).toMatchObject([
      { minNodes: 3, maxNodes: 3 },
    ]);
    const ofSection = (inside: string) =>
      groupsOf("my-config", `{ workerGroups: { w: { instanceType: m5.large${inside} } } }`);
    expect(ofSection("")).toMatchObject([{ name: "w", minNodes: 0, maxNodes: 10, market: "on-demand" }]);
    expect(ofSection(", minNodes: 14")).toMatchObject([{ minNodes: 14, maxNodes: 14 }]);
    // Groups of hosts are counted whole, nodes one by one.
    expect(ofSection(", hosts: 2, maxNodes: 4")).toMatchObject([{ hostsPerUnit: 2, maxNodes: 8 }]);
  });

  it("may have the name that the head node has as a group, which then takes another", () => {
    const names = (own: string) =>
      groupsOf(
        `{ head_node: { instance_type: m5.large, resources: { CPU: 2 } }, worker_nodes: [{ name: ${own}, instance_type: m5.large }] }`,
      ).map(({ name }) => name);
    expect(names("w")).toEqual(["w", "head-node"]);
    expect(names("head-node")).toEqual(["head-node", "the-head-node"]);
  });
});

describe("an empty list of worker nodes", () => {
  const head = (inside: string) => `{ head_node: { instance_type: m5.large${inside} }, worker_nodes: [] }`;
  const slot = (amount: number) => `{ name: B, ray_actor_options: { resources: { slot: ${amount} } } }`;

  it("is a cluster whose head node takes the replicas, which the note says", () => {
    const text = textOf(head(""));
    expect(parseText(text).scenario.primary.cluster.workerGroups.map(({ name }) => name)).toEqual([
      "head-node",
    ]);
    expect(remarksOf(text).notes).toContain(
      "x.yaml:4:61: service.compute_config.worker_nodes: an empty list is a cluster without workers: replicas run on the head node; leave worker_nodes out to have them chosen",
    );
  });

  it("counts what the head node has of a resource by name, to the last", () => {
    const withSlots = head(", resources: { CPU: 2, slot: 2 }");
    expect(groupsOf(withSlots, "", slot(2)).map(({ name }) => name)).toEqual(["head-node"]);
    expect(refusals(withSlots, "", slot(3))).toEqual([
      "x.yaml:5:74: service.applications[0].deployments[0].ray_actor_options: a replica of B needs 1 CPUs, 0 GPUs and 3 slot and fits on a node of no worker group: workers (g5.48xlarge: 192 CPUs, 8 GPUs), head-node (m5.large: 2 CPUs, 0 GPUs, 2 slot)",
    ]);
  });

  it.each([
    [
      "that has no room for one of the deployments",
      head(""),
      `${two}, { name: B, ray_actor_options: { num_cpus: 4 } }`,
    ],
    ["that takes no replicas", head(", resources: { CPU: 0 }"), two],
  ])("is not taken at its word with a head node %s", (_title, computeConfig, deployments) => {
    const text = textOf(computeConfig, "", deployments);
    const machine = deployments === two ? "c5.large (2 CPUs, 4 GiB" : "c5.xlarge (4 CPUs, 8 GiB";
    expect(parseText(text).scenario.primary.cluster.workerGroups.map(({ name }) => name)).toEqual([
      "workers",
    ]);
    expect(remarksOf(text).warnings).toEqual([
      expect.stringMatching(
        /^x\.yaml:4:\d+: service\.compute_config\.worker_nodes: an empty list is a cluster without workers, and its head node has no room for these replicas: they would never start; assumed instead: as many as are needed of /,
      ),
    ]);
    expect(remarksOf(text).warnings.join()).toContain(machine);
    expect(remarksOf(text).warnings.join()).toMatch(
      /; others are named in compute_config\.worker_nodes or cluster\.workerGroups$/,
    );
  });

  it("is nothing beside auto_select_worker_config, by which Anyscale chooses", () => {
    const { warnings, notes } = remarksOf(textOf("{ worker_nodes: [], auto_select_worker_config: true }"));
    expect(warnings).toEqual([]);
    expect(notes.join("\n")).toContain(
      "service.compute_config: which workers Anyscale would choose (auto_select_worker_config) is not known; assumed: as many as are needed of c5.large",
    );
  });
});
