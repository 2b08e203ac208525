import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const textOf = (node: string, more = "", cluster = "") => `name: x
horizon: 10m
service:
  compute_config: { head_node: { instance_type: m5.large }, worker_nodes: [{ ${node} }]${more} }
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A }] }]
${cluster === "" ? "" : `cluster: ${cluster}\n`}`;
const groupOf = (...parts: Parameters<typeof textOf>) =>
  parseText(textOf(...parts)).scenario.primary.cluster.workerGroups[0];
const told = (kind: "refused" | "warnings" | "notes", ...parts: Parameters<typeof textOf>) =>
  remarksOf(textOf(...parts))[kind].map((text) =>
    text.replace(/^x\.yaml:4:(\d+): service\.compute_config\.worker_nodes\[0\]\./, "$1 "),
  );
const of = (resources: string) => `required_resources: { ${resources} }`;
const gib = 2 ** 30;

describe("a machine by what it must have", () => {
  // Anyscale's client 0.26.112, `_generate_free_pod_shape_name`.
  it.each([
    ["CPU: 4, memory: 16Gi", "FP-4CPU-16GB"],
    ["CPU: 4, memory: 1.5Gi", "FP-4CPU-1GB"],
    ["CPU: 4, memory: 16Gi, GPU: 1", "FP-4CPU-16GB-1GPU"],
    ["CPU: 4, memory: 16Gi, GPU: 1, accelerator: L4", "FP-4CPU-16GB-1GPU-L4"],
    ["CPU: 4, memory: 16Gi, accelerator: L4", "FP-4CPU-16GB"],
    ["CPU: 4, memory: 16Gi, TPU: 4", "FP-4CPU-16GB-4TPU"],
    ["CPU: 4, memory: 16Gi, TPU: 4, accelerator: TPU-V6E", "FP-4CPU-16GB-4TPU-TPU-V6E"],
    ["CPU: 4, memory: 16Gi, TPU: 4, GPU: 1, tpu_hosts: 2", "FP-4CPU-16GB-4TPU-2TPUHost"],
    ["CPU: 4, memory: 16Gi, cpu_architecture: arm64", "FP-4CPU-16GB-ARM64"],
    ["CPU: 4, memory: 16Gi, cpu_architecture: ARM64", "FP-4CPU-16GB-ARM64"],
    ["CPU: 4, memory: 16Gi, cpu_architecture: x86_64", "FP-4CPU-16GB"],
  ])("has Anyscale's name: { %s }", (resources, name) => {
    expect(groupOf(of(resources))).toMatchObject({ name, instanceType: { name } });
  });

  it("has just that, with an accelerator that is said, not known, or none", () => {
    const machineOf = (resources: string) => groupOf(of(resources))?.instanceType;
    expect(machineOf("CPU: 4, memory: 16Gi")).toEqual({
      name: "FP-4CPU-16GB",
      cpus: 4,
      gpus: 0,
      memoryBytes: 16 * gib,
      acceleratorType: null,
      pricePerHour: 0.192,
    });
    expect(machineOf("CPU: 4, memory: 16Gi, GPU: 1")).not.toHaveProperty("acceleratorType");
    expect(machineOf("CPU: 4, memory: 16Gi, GPU: 1, accelerator: L4")?.acceleratorType).toBe("L4");
    expect(machineOf("CPU: 4, memory: 16Gi, TPU: 4")).toMatchObject({
      resources: { TPU: 4 },
      acceleratorType: null,
      pricePerHour: null,
    });
  });

  it("costs what the cheapest machine that has it does, or is told to cost nothing", () => {
    expect(told("notes", of("CPU: 4, memory: 16Gi, GPU: 1, accelerator: L4"))).toContain(
      "78 required_resources: a node has just this, and costs what the cheapest usual machine that has it does, g6.xlarge: $0.8048 an hour in us-east-1; instance_type sets another",
    );
    expect(told("notes", of("CPU: 4, memory: 16Gi, TPU: 4"))).toContain(
      "78 required_resources: a node has just this; no machine with a known price has it, and its cost is counted as 0; instance_type and cluster.instanceTypes set it",
    );
    expect(groupOf(of("CPU: 2, memory: 8Gi"))?.instanceType.pricePerHour).toBe(0.096);
    expect(groupOf(of("CPU: 2, memory: 9Gi"))?.instanceType.pricePerHour).toBeGreaterThan(0.096);
  });

  it("is refused beside an instance type, and without CPUs", () => {
    expect(told("refused", `instance_type: m5.large, ${of("CPU: 4, memory: 16Gi")}`)).toEqual([
      "103 required_resources: Anyscale refuses it beside instance_type: m5.large; leave one of them out",
    ]);
    expect(told("refused", `instance_type: custom, ${of("CPU: 4, memory: 16Gi")}`)).toEqual([]);
    expect(told("refused", of("GPU: 1, memory: 16Gi"))[0]).toBe(
      "78 required_resources: needs CPU above 0, as Anyscale does: {CPU: 4, memory: 16Gi}",
    );
  });
});

describe("what Ray is told to count of a machine", () => {
  const machineOf = (type: string, resources: string) =>
    groupOf(`instance_type: ${type}, resources: { ${resources} }`)?.instanceType;

  it("is what is said, and what the machine has of anything else", () => {
    expect(machineOf("m5.large", "CPU: 8, memory: 10Gi, slot: 3")).toEqual({
      name: "m5.large",
      cpus: 8,
      gpus: 0,
      memoryBytes: 8 * gib,
      pricePerHour: 0.096,
      acceleratorType: null,
      resources: { slot: 3, memory: 10 * gib },
    });
    expect(machineOf("m5.large", "CPU: 8")).not.toHaveProperty("resources");
    expect(machineOf("m5.large", "slot: 3")).toMatchObject({ cpus: 2, resources: { slot: 3 } });
    expect(machineOf("m5.large", "memory: 10Gi")?.resources).toEqual({ memory: 10 * gib });
  });

  it("are GPUs of a type that is not known where the machine has none", () => {
    expect(machineOf("m5.large", "GPU: 2")).toMatchObject({ gpus: 2 });
    expect(machineOf("m5.large", "GPU: 2")).not.toHaveProperty("acceleratorType");
    expect(machineOf("g5.xlarge", "GPU: 2")).toMatchObject({ gpus: 2, acceleratorType: "A10G" });
    expect(machineOf("g5.xlarge", "GPU: 0")).toMatchObject({ gpus: 0, acceleratorType: "A10G" });
    expect(machineOf("m5.large", "GPU: 0")).toMatchObject({ gpus: 0, acceleratorType: null });
  });

  it("is added to what the scenario says of the machine", () => {
    const box =
      "{ instanceTypes: { box: { cpus: 4, gpus: 1, pricePerHour: 1, resources: { rack: 1, slot: 1 } } } }";
    const ownBox = (resources: string) =>
      groupOf(`instance_type: box, resources: { ${resources} }`, "", box)?.instanceType;
    expect(ownBox("slot: 3")?.resources).toEqual({ rack: 1, slot: 3 });
    expect(ownBox("CPU: 2")?.resources).toEqual({ rack: 1, slot: 1 });
    expect(ownBox("CPU: 2")).not.toHaveProperty("acceleratorType");
  });
});

describe("a machine by a name that nobody knows", () => {
  it.each([
    ["m5.larg", 'did you mean "m5.large"? ', ""],
    ["zz9.large", "", ""],
    ["p9.48xlarge", 'did you mean "p5.48xlarge"? ', ", gpus: 1"],
    ["gr9.large", 'did you mean "g5.xlarge"? ', ", gpus: 1"],
    ["xp9.teraflop", "", ""],
    ["some-gpu-box", "", ", gpus: 1"],
  ])("is refused, with a description to fill in: %s", (name, suggestion, gpus) => {
    expect(told("refused", `instance_type: ${name}`)).toEqual([
      `93 instance_type: unknown instance type "${name}"; ${suggestion}others are described in cluster.instanceTypes: {"${name}": {cpus: 8${gpus}, pricePerHour: 1.2}}`,
    ]);
  });

  it("may be meant as one that the scenario describes", () => {
    const own = "{ instanceTypes: { workhorse: { cpus: 8, pricePerHour: 1 } } }";
    expect(told("refused", "instance_type: workhorze", "", own).join()).toContain(
      'did you mean "workhorse"?',
    );
    expect(told("refused", "instance_type: workhorse", "", own)).toEqual([]);
  });
});

describe("the totals of a compute config", () => {
  const limits = (more: string, node = "instance_type: m5.large, max_nodes: 6") => {
    const group = groupOf(node, more);
    return [group?.minNodes, group?.maxNodes];
  };

  it("are numbers of nodes of the only group, within its own bounds", () => {
    expect(limits("")).toEqual([0, 6]);
    expect(limits(", max_resources: { CPU: 7 }")).toEqual([0, 3]);
    expect(limits(", max_resources: { memory: 40Gi }")).toEqual([0, 5]);
    expect(limits(", max_resources: { CPU: 100 }")).toEqual([0, 6]);
    expect(limits(", max_resources: { GPU: 4 }")).toEqual([0, 6]);
    expect(limits(", min_resources: { CPU: 7 }")).toEqual([4, 6]);
    expect(limits(", min_resources: { GPU: 7 }")).toEqual([0, 6]);
    expect(limits(", min_resources: { CPU: 7 }, max_resources: { CPU: 5 }")).toEqual([2, 2]);
    expect(
      limits(", min_resources: { CPU: 1 }", "instance_type: m5.large, min_nodes: 2, max_nodes: 6"),
    ).toEqual([2, 6]);
    expect(
      limits(
        ", max_resources: { memory: 40Gi }",
        "instance_type: m5.large, max_nodes: 6, resources: { memory: 10Gi }",
      ),
    ).toEqual([0, 4]);
    expect(
      limits(", max_resources: { slot: 4 }", "instance_type: m5.large, max_nodes: 6, resources: { slot: 2 }"),
    ).toEqual([0, 2]);
  });

  it("hold for each of several groups by itself for the most, and for none for the least, which is said", () => {
    const two = "instance_type: m5.large, max_nodes: 6 }, { instance_type: m5.xlarge, max_nodes: 6";
    const totals = ", min_resources: { CPU: 7 }, max_resources: { CPU: 9 }";
    const { workerGroups } = parseText(textOf(two, totals)).scenario.primary.cluster;
    expect(workerGroups.map(({ minNodes, maxNodes }) => [minNodes, maxNodes])).toEqual([
      [0, 4],
      [0, 2],
    ]);
    expect(told("warnings", two, totals).map((text) => text.replace(/^x\.yaml:4:\d+: /, ""))).toEqual([
      "service.compute_config.min_resources: is not modelled with several worker groups, so nodes that are idle are released; min_nodes of a group keeps some",
      "service.compute_config.max_resources: holds for each worker group by itself here, so all together may have more; max_nodes of the groups sets it",
    ]);
    expect(told("warnings", "instance_type: m5.large", totals)).toEqual([]);
  });

  it("are not about the head node, where that takes replicas", () => {
    const text = textOf(
      "instance_type: m5.large, max_nodes: 6",
      ", min_resources: { CPU: 7 }, max_resources: { CPU: 9 }",
    ).replace(
      "head_node: { instance_type: m5.large }",
      "head_node: { instance_type: m5.large, resources: { CPU: 2 } }",
    );
    const { workerGroups } = parseText(text).scenario.primary.cluster;
    expect(workerGroups.map(({ name, minNodes, maxNodes }) => [name, minNodes, maxNodes])).toEqual([
      ["m5.large", 4, 4],
      ["head-node", 1, 1],
    ]);
    expect(remarksOf(text).warnings).toEqual([]);
  });
});
