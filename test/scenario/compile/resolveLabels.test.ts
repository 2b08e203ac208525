import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const textOf = (deployment: string) => `name: x
horizon: 10m
service:
  compute_config:
    head_node: { instance_type: m5.large }
    worker_nodes:
      - { name: w, instance_type: g6.xlarge, labels: { team: llm, tier: gold } }
      - { name: v, instance_type: g6.xlarge, labels: { team: web } }
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A, ${deployment} }] }]
`;
const two = "placement_group_bundles: [{ CPU: 1 }, { CPU: 1 }]";
const selectors = (...each: readonly string[]) =>
  `placement_group_bundle_label_selector: [${each.join(", ")}]`;
const asks = (selector: string, more = "") => `ray_actor_options: { label_selector: ${selector}${more} }`;
/** Without places and without what is told of every scenario. */
const told = (texts: readonly string[]) =>
  texts
    .map((text) => text.replace(/^x\.yaml:\d+:\d+: (service\.applications\[0\]\.deployments\[0\]\.)?/, ""))
    .filter((text) => !/^(service\.applications|cluster\.placement):/.test(text));
const deploymentOf = (deployment: string) => parseText(textOf(deployment)).scenario.primary.deployments[0];
const bundlesOf = (deployment: string) =>
  deploymentOf(deployment)?.placementGroup?.bundles.map(({ groups }) => groups);

describe("labels", () => {
  it.each([
    [
      asks("{ team: none, tier: gold }"),
      "ray_actor_options.label_selector: no worker group has nodes with these labels: w (team: llm, tier: gold), v (team: web, tier: none)",
    ],
    [
      asks("{ teem: llm }"),
      'ray_actor_options.label_selector: no worker group has nodes with the label "teem"; did you mean "team"?; labels of a group in the compute config add it',
    ],
    [
      asks("{ other: '!x', team: none }"),
      "ray_actor_options.label_selector: no worker group has nodes with these labels: w (other: none, team: llm), v (other: none, team: web)",
    ],
    [
      `${two}, ${selectors("{ team: llm }", "{ team: none }")}`,
      "placement_group_bundle_label_selector[1]: no worker group has nodes with these labels: w (team: llm), v (team: web)",
    ],
    [
      `${two}, ${selectors("{ team: llm }", "{ team: web }", "{}")}`,
      "placement_group_bundle_label_selector: found 3 selectors for 2 bundles; expected one for all, or one for each",
    ],
    [
      selectors("{ team: llm }"),
      "placement_group_bundle_label_selector: Ray Serve refuses it without placement_group_bundles",
    ],
  ])("that no group has are refused: %s", (deployment, problem) => {
    expect(told(remarksOf(textOf(deployment)).refused)).toEqual([problem]);
  });

  it("of the actor and of its bundle are asked for together: the sentence is about the one that is not met, or both", () => {
    const both = (own: string, ofBundle: string) =>
      told(remarksOf(textOf(`${two}, ${asks(own)}, ${selectors(ofBundle, "{}")}`)).refused);
    expect(both("{ tier: gold }", "{ team: llm }")).toEqual([]);
    expect(both("{ tier: gold }", "{ team: web }")).toEqual([
      "placement_group_bundle_label_selector[0]: no worker group has nodes with these labels: w (tier: gold, team: llm), v (tier: none, team: web)",
    ]);
    expect(both("{ tier: gold }", "{ team: none }")).toEqual([
      "placement_group_bundle_label_selector[0]: no worker group has nodes with these labels: w (team: llm), v (team: web)",
    ]);
    expect(both("{ tier: lead }", "{ team: llm }")).toEqual([
      "ray_actor_options.label_selector: no worker group has nodes with these labels: w (tier: gold), v (tier: none)",
    ]);
  });

  it("of bundles are one for all, or one for each; the actor's own are those of the first", () => {
    expect(bundlesOf(`${two}, ${selectors("{ team: web }")}`)).toEqual([["v"], ["v"]]);
    expect(bundlesOf(`${two}, ${selectors("{ team: llm }", "{ team: web }")}`)).toEqual([["w"], ["v"]]);
    expect(bundlesOf(`${two}, ${selectors("{ team: llm }", "{}")}`)).toEqual([["w"], undefined]);
    expect(bundlesOf(`${two}, ${asks("{ tier: gold }")}`)).toEqual([["w"], undefined]);
    expect(bundlesOf(two)).toEqual([undefined, undefined]);
  });

  it("leave a replica the groups that all its bundles may go to", () => {
    const groupsOf = (deployment: string) => deploymentOf(deployment)?.resources.groups;
    expect(groupsOf(`${two}, ${selectors("{ team: 'in(llm, web)' }", "{ team: web }")}`)).toEqual(["v"]);
    expect(groupsOf(`${two}, ${selectors("{}", "{ team: web }")}`)).toEqual(["v"]);
    expect(groupsOf(two)).toBeUndefined();
    expect(groupsOf(asks("{}"))).toBeUndefined();
  });

  it("fall back to the first entry that some group has, and name all such groups", () => {
    const fallback =
      ", fallback_strategy: [{ label_selector: { team: nobody } }, { label_selector: { team: 'in(llm, web)' } }]";
    expect(told(remarksOf(textOf(asks("{ team: none }", fallback))).notes)).toEqual([
      "ray_actor_options.fallback_strategy[1]: no worker group has the labels of label_selector; replicas go where this says: w, v",
    ]);
    expect(told(remarksOf(textOf(asks("{ team: llm }", fallback))).notes)).toEqual([
      "ray_actor_options.fallback_strategy[0]: fallback_strategy is not used: worker groups have the labels of label_selector, and replicas wait for their nodes when they are full",
    ]);
  });

  it("that differ from node to node are warned of, and no others", () => {
    expect(told(remarksOf(textOf(asks("{ ray.io/node-id: abc, team: llm }"))).warnings)).toEqual([
      'ray_actor_options.label_selector: which nodes have what "ray.io/node-id" asks for is not modelled, and replicas go to nodes that may have not',
    ]);
  });
});
