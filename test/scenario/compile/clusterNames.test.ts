import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const textOf = (more: string, computeConfig = "") => `name: x
horizon: 10m
service:
  compute_config:
    head_node: { instance_type: m5.large }
    worker_nodes: [{ name: w, instance_type: m5.large }, { name: v, instance_type: g5.xlarge }]
    ${computeConfig}
  applications: [{ name: a, import_path: "m:a", deployments: [{ name: A }] }]
${more}
`;
const refusals = (...parts: Parameters<typeof textOf>) => remarksOf(textOf(...parts)).refused;

describe("the pools of worker groups", () => {
  it.each([
    [
      "{ workerGroups: { x: { bootTime: 5s } } }",
      'x.yaml:9:28: cluster.workerGroups.x: unknown worker group "x"; known worker groups: w, v',
    ],
    [
      "{ workerGroups: { w: { pool: g6 } } }",
      'x.yaml:9:39: cluster.workerGroups.w.pool: unknown pool "g6"; cluster.pools describes none',
    ],
    [
      "{ workerGroups: { w: { pool: g6 } }, pools: { m5: { maxNodes: 3 }, g5: { maxNodes: 2 } } }",
      'x.yaml:9:39: cluster.workerGroups.w.pool: unknown pool "g6"; known pools: m5, g5',
    ],
  ])("are refused under names that nothing has: %s", (cluster, problem) => {
    expect(refusals(`cluster: ${cluster}`)).toEqual([problem]);
  });

  it("are by name, else of the machine or its family, or none", () => {
    const poolsOf = (cluster: string) =>
      parseText(textOf(`cluster: ${cluster}`)).scenario.primary.cluster.workerGroups.map(({ pool }) => pool);
    const both = "m5: { maxNodes: 3 }, g5: { maxNodes: 2 }";
    expect(poolsOf(`{ pools: { ${both} } }`)).toEqual(["m5", "g5"]);
    expect(poolsOf(`{ pools: { ${both}, g5.xlarge: { maxNodes: 2 } } }`)).toEqual(["m5", "g5.xlarge"]);
    expect(poolsOf(`{ pools: { ${both} }, workerGroups: { w: { pool: g5 } } }`)).toEqual(["g5", "g5"]);
    expect(poolsOf(`{ pools: { ${both} }, workerGroups: { w: { pool: null } } }`)).toEqual([null, "g5"]);
    expect(poolsOf("{ pools: {} }")).toEqual([null, null]);
  });

  it("are warned of where no group takes from them", () => {
    const pools = "pools: { m5: { maxNodes: 3 }, g5: { maxNodes: 2 } }";
    expect(remarksOf(textOf(`cluster: { ${pools}, workerGroups: { w: { pool: g5 } } }`)).warnings).toEqual([
      "x.yaml:9:21: cluster.pools.m5: no worker group takes nodes from this pool",
    ]);
    expect(remarksOf(textOf(`cluster: { ${pools} }`)).warnings).toEqual([]);
  });
});

describe("the zones of a cluster", () => {
  // Compute Config API: one zone, unless enable_cross_zone_scaling is set.
  it("are the first of the compute config, or all where nodes may be in several, or the scenario's own", () => {
    const zonesOf = (computeConfig: string, cluster = "{}") =>
      parseText(textOf(`cluster: ${cluster}`, computeConfig)).scenario.primary.cluster.zones;
    expect(zonesOf("")).toEqual([]);
    expect(zonesOf("zones: [a, b]")).toEqual(["a"]);
    expect(zonesOf("zones: [a, b, a]\n    enable_cross_zone_scaling: true")).toEqual(["a", "b"]);
    expect(zonesOf("zones: [a, b]", "{ zones: [c, d, c] }")).toEqual(["c", "d"]);
  });
});

describe("what an update brings", () => {
  it("gets no requests before it is there", () => {
    const more =
      "update: { at: 5m, config: { applications: [{ name: a, import_path: 'm:a', deployments: [{ name: A }, { name: B }] }] } }\ntraffic: [{ deployment: B, poisson: 1 }]";
    expect(refusals(more)).toEqual([
      'x.yaml:10:25: traffic[0].deployment: "B" comes only with an update; expected a deployment that runs from the start: A',
    ]);
  });

  it("cannot be another image in place", () => {
    expect(refusals("update: { at: 5m, in_place: true, config: { image_uri: x:2 } }")).toEqual([
      "x.yaml:9:45: update.config.image_uri: cannot be changed in place: An in-place update keeps its cluster, so it cannot change the image.",
    ]);
  });
});

describe("a service", () => {
  it("needs an application, and is told where a legacy config has them", () => {
    const refusedOf = (service: string) => remarksOf(`name: x\nhorizon: 1h\nservice: ${service}\n`).refused;
    expect(refusedOf("{ applications: [] }")).toEqual([
      "x.yaml:3:12: service.applications: needs at least one application",
    ]);
    expect(refusedOf("{ ray_serve_config: { applications: [{ import_path: m.a }] } }")).toEqual([
      "x.yaml:3:1: service.applications: needs at least one application (found a legacy ray_serve_config; write its applications directly under the service)",
    ]);
  });

  it("whose gangs are placed says so where gangs are described", () => {
    const gang =
      "name: A, num_replicas: 2, placement_group_strategy: PACK, placement_group_bundles: [{ CPU: 1 }], gang_scheduling_config: { gang_size: 2 }";
    expect(remarksOf(textOf("").replace("name: A", gang)).refused).toEqual([
      "x.yaml:8:91: service.applications[0].deployments[0].placement_group_strategy: Ray Serve refuses it beside gang_scheduling_config; say gang_placement_strategy there",
    ]);
  });
});
