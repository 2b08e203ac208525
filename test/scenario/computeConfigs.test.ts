import { describe, expect, it } from "vitest";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { playLawfully } from "../simulation/playLawfully.ts";
import { parseText, problemsOf } from "./parseText.ts";

const gib = 2 ** 30;
const textOf = (computeConfig: string, deployment: string, more = "") => `name: machines
horizon: 10m
service:
  compute_config: ${computeConfig}
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: M, num_replicas: 2, ${deployment} }] }]
${more}`;
const read = (...parts: Parameters<typeof textOf>) => {
  const { scenario, warnings, notes } = parseText(textOf(...parts));
  const [own] = scenario.primary.deployments;
  const { cluster } = scenario.primary;
  return {
    scenario,
    resources: own?.resources,
    cluster,
    groups: cluster.workerGroups,
    warnings: warnings.map(formatProblem),
    notes: notes.map(formatProblem).join("\n"),
  };
};
const oneGpu = "ray_actor_options: { num_gpus: 1 }";

describe("worker nodes by what they must have", () => {
  const config =
    "{ head_node: { required_resources: { CPU: 4, memory: 16Gi } }, worker_nodes: [{ required_resources: { CPU: 48, GPU: 4, memory: 192Gi }, required_labels: { ray.io/accelerator-type: L4 }, min_nodes: 1, max_nodes: 2 }] }";

  it("are just that, under Anyscale's name, at the price of a machine that is said", () => {
    const { groups, cluster, notes } = read(config, oneGpu);
    expect(groups).toMatchObject([
      {
        name: "FP-48CPU-192GB-4GPU-L4",
        instanceType: {
          cpus: 48,
          gpus: 4,
          memoryBytes: 192 * gib,
          acceleratorType: "L4",
          pricePerHour: 4.6016,
        },
        minNodes: 1,
        maxNodes: 2,
      },
    ]);
    expect(cluster.headNode?.instanceType).toMatchObject({ cpus: 4, memoryBytes: 16 * gib });
    expect(notes).toMatch(
      /worker_nodes\[0\].required_resources: .*g6\.12xlarge: \$4\.6016 an hour in us-east-1/,
    );
  });

  it("cannot stand beside an instance type, and need CPUs; a group needs one of both", () => {
    const both =
      "{ worker_nodes: [{ instance_type: m5.large, required_resources: { CPU: 1, memory: 1Gi } }] }";
    expect(problemsOf(textOf(both, "")).join()).toMatch(
      /Anyscale refuses it beside instance_type: m5\.large/,
    );
    const none = "{ worker_nodes: [{ required_resources: { GPU: 1, memory: 1Gi } }] }";
    expect(problemsOf(textOf(none, "")).join()).toMatch(/needs CPU above 0/);
    expect(problemsOf(textOf("{ worker_nodes: [{ max_nodes: 3 }] }", "")).join()).toMatch(/says no machine/);
    const odd = "{ worker_nodes: [{ required_resources: { CPU: 1, memory: 16Gb } }] }";
    expect(problemsOf(textOf(odd, "")).join()).toMatch(/found "16Gb"; expected memory: a number of bytes/);
  });
});

describe("worker nodes that nothing says", () => {
  it("are the cheapest usual machine for the accelerator asked for, and the note says which and what sets it", () => {
    const { groups, notes } = read(
      "{ auto_select_worker_config: true }",
      "ray_actor_options: { num_gpus: 4, accelerator_type: L40S }",
    );
    expect(groups).toMatchObject([{ instanceType: { name: "g6e.12xlarge" }, maxNodes: 1000 }]);
    expect(notes).toMatch(
      /auto_select_worker_config.*g6e\.12xlarge \(48 CPUs, 384 GiB of memory, 4 L40S GPUs, \$10\.4926 an hour in us-east-1\).*head node m5\.2xlarge.*cluster\.workerGroups/,
    );
  });

  it("have the memory that replicas ask for, beside the object store", () => {
    const asking = (bytes: number) =>
      read("{}", `ray_actor_options: { memory: ${bytes} }`).groups[0]?.instanceType;
    expect(asking(2 * gib)?.memoryBytes).toBe(4 * gib);
    expect(asking(5 * gib)?.memoryBytes).toBe(8 * gib);
    expect(asking(24 * gib)?.memoryBytes).toBeGreaterThanOrEqual((24 * gib) / 0.7);
  });

  it("are of the cloud of the head node", () => {
    const typeBeside = (head: string) =>
      read(`{ head_node: { instance_type: ${head} } }`, oneGpu).groups[0]?.instanceType.name;
    expect([typeBeside("m5.large"), typeBeside("n2-standard-8"), typeBeside("Standard_D8s_v5")]).toEqual([
      "g4dn.xlarge",
      "g2-standard-4",
      "Standard_NC4as_T4_v3",
    ]);
  });

  it("are a group for each accelerator that is asked for", () => {
    const { groups } = read(
      "{}",
      "ray_actor_options: { num_gpus: 1, accelerator_type: L4 } }, { name: N, ray_actor_options: { num_gpus: 1, accelerator_type: T4 }",
    );
    expect(groups.map(({ name, instanceType }) => [name, instanceType.name])).toEqual([
      ["workers", "g6.xlarge"],
      ["workers-T4", "g4dn.xlarge"],
    ]);
  });

  it("are said of a compute config by name as well", () => {
    expect(read("my-config:1", oneGpu).notes).toMatch(
      /the compute config "my-config:1" is not known; assumed: .*g4dn\.xlarge/,
    );
    const groups =
      "cluster: { headNode: { instanceType: m5.large }, workerGroups: { gpu: { instanceType: g5.xlarge } } }\n";
    expect(read("my-config:1", oneGpu, groups).notes).not.toContain("assumed");
  });
});

describe("an empty list of worker nodes", () => {
  it("is a cluster of the head node alone, where replicas run that fit", () => {
    const { groups, notes, scenario } = read(
      "{ head_node: { instance_type: m5.2xlarge }, worker_nodes: [] }",
      "",
    );
    expect(groups).toMatchObject([{ name: "head-node", isHead: true, minNodes: 1, maxNodes: 1 }]);
    expect(notes).toMatch(
      /worker_nodes: an empty list is a cluster without workers: replicas run on the head node/,
    );
    const { summary } = playLawfully(scenario);
    expect(summary.nodeHours).toBeCloseTo(1 / 6, 5);
    expect(summary.costDollars).toBeCloseTo(0.384 / 6, 5);
  });

  it("where they do not fit: a warning, and machines that are assumed", () => {
    const { groups, warnings } = read(
      "{ head_node: { instance_type: m5.2xlarge, resources: { CPU: 0, GPU: 0 } }, worker_nodes: [], max_resources: { CPU: 64, GPU: 4 } }",
      oneGpu,
    );
    expect(groups).toMatchObject([{ instanceType: { name: "g4dn.xlarge" }, maxNodes: 4 }]);
    expect(warnings.join()).toMatch(
      /head node has no room for these replicas: they would never start; assumed instead: .*g4dn\.xlarge/,
    );
  });
});

describe("a head node whose resources are said", () => {
  it("takes replicas beside the workers, once paid for", () => {
    const config =
      "{ head_node: { instance_type: m5.2xlarge, resources: { CPU: 8 } }, worker_nodes: [{ instance_type: m5.large }] }";
    expect(read(config, "").groups.map(({ name, isHead = false }) => [name, isHead])).toEqual([
      ["m5.large", false],
      ["head-node", true],
    ]);
    expect(read(config.replace("CPU: 8", "CPU: 0"), "").groups).toHaveLength(1);
  });
});

describe("resources of all nodes together", () => {
  it("are numbers of nodes of the only group, and of several the most of each, with a warning", () => {
    const totals = "min_resources: { CPU: 8 }, max_resources: { CPU: 18, memory: 40Gi }";
    const one = read(`{ worker_nodes: [{ instance_type: m5.xlarge }], ${totals} }`, "");
    expect(one.groups).toMatchObject([{ minNodes: 2, maxNodes: 2 }]);
    expect(one.warnings).toEqual([]);
    const two = read(
      `{ worker_nodes: [{ instance_type: m5.xlarge }, { instance_type: m5.large }], ${totals} }`,
      "",
    );
    expect(two.groups).toMatchObject([
      { minNodes: 0, maxNodes: 2 },
      { minNodes: 0, maxNodes: 5 },
    ]);
    expect(two.warnings.join("\n")).toMatch(
      /min_resources: is not modelled with several[\s\S]*max_resources: holds for each/,
    );
  });
});

describe("configs for several cloud resources", () => {
  it("are read for the first", () => {
    const { groups, notes } = read(
      "{ cloud: c, configs: [{ cloud_resource: one, worker_nodes: [{ instance_type: g5.xlarge }] }, { cloud_resource: two }] }",
      oneGpu,
    );
    expect(groups).toMatchObject([{ name: "g5.xlarge" }]);
    expect(notes).toMatch(/compute_config\.configs: the first of 2 is used/);
  });
});

describe("machines by name", () => {
  const workers = (type: string) => `{ worker_nodes: [{ instance_type: ${type} }] }`;

  it("are assumed from the name where it tells, and said", () => {
    const { groups, notes } = read(workers("m9i.4xlarge"), "");
    expect(groups).toMatchObject([{ instanceType: { cpus: 16, gpus: 0, pricePerHour: null } }]);
    expect(notes).toMatch(
      /"m9i\.4xlarge" is not in the built-in table; assumed from its name: 16 CPUs, 64 GiB of memory, price not known, counted as 0; cluster\.instanceTypes: \{"m9i\.4xlarge": \{cpus: 16, pricePerHour: 1\.2\}\}/,
    );
  });

  it("of the table have a note where it has no price for them, and none where it has", () => {
    const { groups, notes } = read(workers("p5e.48xlarge"), "");
    expect(groups).toMatchObject([
      { instanceType: { gpus: 8, acceleratorType: "H200", pricePerHour: null } },
    ]);
    expect(notes).toMatch(
      /"p5e\.48xlarge" has no price in the built-in table, and its cost is counted as 0; cluster\.instanceTypes: \{"p5e\.48xlarge": .* sets it/,
    );
    expect(read(workers("g5.xlarge"), "").notes).not.toContain("built-in table");
  });

  it("are refused where it does not, with a template that fits", () => {
    const template = (type: string) => problemsOf(textOf(workers(type), "")).join();
    expect(template("g99.xlarge")).toContain('{"g99.xlarge": {cpus: 8, gpus: 1, pricePerHour: 1.2}}');
    expect(template("box")).toContain('{"box": {cpus: 8, pricePerHour: 1.2}}');
  });

  it("are nothing to a plan, however small or unknown", () => {
    const text = textOf(workers("box"), "ray_actor_options: { num_gpus: 99, accelerator_type: A100 }");
    const source = {
      path: "x.yaml",
      readText: () => ({ text: "", path: "" }),
      readTrace: () => ({
        arrivalSeconds: new Float64Array(),
        inputTokens: new Float64Array(),
        outputTokens: new Float64Array(),
      }),
    };
    expect(() => parseScenario(text, source)).toThrow(/unknown instance type/);
    expect(parseScenario(text, source, { needsMachines: false }).scenario.primary.deployments).toHaveLength(
      1,
    );
  });
});

describe("accelerators and memory that replicas ask for", () => {
  const workers =
    "{ worker_nodes: [{ instance_type: g4dn.xlarge, max_nodes: 4 }, { instance_type: g6.2xlarge, max_nodes: 4 }] }";

  it("are refused where no node has them", () => {
    expect(
      problemsOf(textOf(workers, "ray_actor_options: { num_gpus: 1, accelerator_type: A100 }")).join(),
    ).toMatch(
      /a replica of M needs the accelerator "A100", which no worker group has; they have T4 \(g4dn\.xlarge\) and L4 \(g6\.2xlarge\)/,
    );
    expect(problemsOf(textOf(workers, `ray_actor_options: { memory: ${23 * gib} }`)).join()).toMatch(
      /needs 1 CPUs, 0 GPUs and 23 GiB of memory and fits on a node of no worker group: .*11\.2 GiB of memory.*22\.4 GiB of memory/,
    );
  });

  it("send replicas to the nodes that have them", () => {
    const kinds = (options: string) =>
      playLawfully(read(workers, `ray_actor_options: { ${options} }`).scenario).nodes.map(({ cpus }) => cpus);
    expect(kinds("num_gpus: 1")).toEqual([4, 4]);
    expect(kinds("num_gpus: 1, accelerator_type: L4")).toEqual([8, 8]);
    expect(kinds(`num_gpus: 0, memory: ${12 * gib}`)).toEqual([8, 8]);
    expect(kinds(`num_gpus: 0, memory: ${5 * gib}`)).toEqual([4]);
  });

  it("are counted in bundles, where the actor needs its accelerator in the first", () => {
    const bundled = (bundle: string) =>
      read(
        workers,
        `ray_actor_options: { num_cpus: 1, accelerator_type: L4 }, placement_group_bundles: [${bundle}]`,
      );
    expect(bundled('{ CPU: 1, GPU: 1, "accelerator_type:L4": 0.001 }').warnings).toEqual([]);
    expect(bundled("{ CPU: 1, GPU: 1 }").warnings.join()).toMatch(
      /first bundle, which has none of accelerator_type:L4: it would never start/,
    );
  });

  it("are none of the custom resources", () => {
    expect(problemsOf(textOf(workers, "ray_actor_options: { resources: { memory: 5 } }")).join()).toMatch(
      /Ray refuses memory here; say memory in ray_actor_options/,
    );
  });
});

describe("labels that replicas ask for", () => {
  const workers =
    "{ zones: [a], worker_nodes: [{ name: cheap, instance_type: g4dn.xlarge, market_type: SPOT }, { name: dear, instance_type: g6.xlarge, labels: { team: llm } }] }";
  const groupsFor = (selector: string, more = "") =>
    read(workers, `ray_actor_options: { num_gpus: 1, label_selector: ${selector}${more} }`);

  it.each([
    ["{ team: llm }", ["dear"]],
    ["{ team: '!llm' }", ["cheap"]],
    ["{ team: 'in(llm, other)' }", ["dear"]],
    ["{ ray.io/accelerator-type: '!in(L4)' }", ["cheap"]],
    ["{ ray.io/accelerator-type: 'in(L4, T4)' }", ["cheap", "dear"]],
    ["{ ray.io/market-type: spot, ray.io/availability-zone: a }", ["cheap"]],
    ["{ ray.io/node-group: dear }", ["dear"]],
  ])("choose worker groups: %s", (selector, expected) => {
    expect(groupsFor(selector).resources?.groups).toEqual(expected);
  });

  it("fall back where no group has them, in order, and say where", () => {
    const fallback =
      ", fallback_strategy: [{ label_selector: { team: none } }, { label_selector: { ray.io/accelerator-type: T4 } }]";
    const fallen = groupsFor("{ team: other }", fallback);
    expect(fallen.resources?.groups).toEqual(["cheap"]);
    expect(fallen.notes).toMatch(/fallback_strategy\[1\]: no worker group has the labels .* cheap/);
    expect(groupsFor("{ team: llm }", fallback).notes).toMatch(/fallback_strategy is not used/);
  });

  it("are refused where nothing has them, or Ray does not read them", () => {
    const refused = (selector: string) =>
      problemsOf(textOf(workers, `ray_actor_options: { num_gpus: 1, label_selector: ${selector} }`)).join();
    expect(refused("{ team: other }")).toMatch(
      /no worker group has nodes with these labels: cheap \(team: none\), dear \(team: llm\)/,
    );
    expect(refused("{ taem: llm }")).toMatch(/the label "taem"; did you mean "team"\?/);
    expect(
      problemsOf(textOf(workers, "ray_actor_options: { num_gpus: 1, label_selector: { team: 'in()' } }")),
    ).toEqual([
      expect.stringMatching(/found "in\(\)"; expected a label such as A100, !A100, in\(A100, H100\)/),
    ]);
    expect(refused("{ constructor: x }")).toMatch(/the label "constructor"/);
  });

  it("warn of what differs from node to node", () => {
    expect(groupsFor("{ ray.io/availability-region: x }").warnings.join()).toMatch(
      /"ray.io\/availability-region" asks for is not modelled/,
    );
  });

  it("hold for each bundle", () => {
    const { scenario, resources } = read(
      workers,
      "placement_group_bundles: [{ CPU: 1, GPU: 1 }, { CPU: 1, GPU: 1 }], placement_group_bundle_label_selector: [{ team: llm }, { ray.io/accelerator-type: T4 }]",
    );
    expect(scenario.primary.deployments[0]?.placementGroup?.bundles).toMatchObject([
      { groups: ["dear"] },
      { groups: ["cheap"] },
    ]);
    expect(resources?.groups).toEqual([]);
    const few = textOf(
      workers,
      "placement_group_bundles: [{ CPU: 1 }, { CPU: 1 }, { CPU: 1 }], placement_group_bundle_label_selector: [{ team: llm }, {}]",
    );
    expect(problemsOf(few).join()).toMatch(/found 2 selectors for 3 bundles/);
    expect(
      problemsOf(textOf(workers, "placement_group_bundle_label_selector: [{ team: llm }]")).join(),
    ).toMatch(/without placement_group_bundles/);
  });
});
