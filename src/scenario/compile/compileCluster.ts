import { amountOf } from "../../cluster/amountOf.ts";
import type { Cluster, InstanceType, WorkerGroup } from "../../cluster/Cluster.ts";
import { ownValue } from "../../rollout/ownValue.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import { instanceTypes } from "../instanceTypes.ts";
import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { ComputeConfig } from "../schema/computeConfigSchema.ts";
import { compileProxies } from "./compileProxies.ts";
import { customResources } from "./customResources.ts";
import { findInstanceType } from "./findInstanceType.ts";
import { leastOnNode } from "./leastOnNode.ts";
import type { SourcedService } from "./SourcedService.ts";

/** Anyscale's defaults of a worker group in a compute config. */
const defaultMinNodes = 0;
const defaultMaxNodes = 10;
/** Where the scenario says nothing of its nodes, they should not be what limits it. */
const generousMaxNodes = 1000;
const defaultHeadNodeType = "m5.2xlarge";

const markets = { ON_DEMAND: "on-demand", SPOT: "spot", PREFER_SPOT: "prefer-spot" } as const;

type GroupSection = ClusterSection["workerGroups"][string];

/** A worker group before boot times and pools. */
interface GroupOutline {
  readonly name: string;
  readonly instanceType: InstanceType;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly market: WorkerGroup["market"];
  /** Of a machine; `minNodes` and `maxNodes` count machines still. Left out: 1. */
  readonly hostsPerUnit?: number;
}

/**
 * The cluster of one version: nodes from an inline compute config, else from `cluster.workerGroups`, else one group of
 * the cheapest machine that the largest replica fits on; boot times, idle times and pools from `cluster`.
 */
export function compileCluster(
  service: SourcedService,
  section: ClusterSection,
  deployments: readonly Deployment[],
  reporter: Reporter,
): Cluster {
  const { compute_config: computeConfig, ray_gcs_external_storage_config: storage } = service.config.value;
  const inline = typeof computeConfig === "object" && computeConfig !== null ? computeConfig : null;
  const proxies = compileProxies(service, section.proxies, reporter);
  return {
    headNode: {
      instanceType: headNodeType(inline, service, section, reporter),
      bootSeconds: section.headNode.bootTime ?? section.bootTime,
    },
    workerGroups: outlineGroups(inline, service, section, deployments, reporter).map((group): WorkerGroup => {
      const own: GroupSection | undefined = ownValue(section.workerGroups, group.name);
      const { hostsPerUnit = 1 } = group;
      return {
        ...group,
        minNodes: group.minNodes * hostsPerUnit,
        maxNodes: group.maxNodes * hostsPerUnit,
        bootSeconds: own?.bootTime ?? section.bootTime,
        fallbackSeconds: section.spotFallback,
        ...(section.spotReturn === null ? {} : { spotReturnSeconds: section.spotReturn }),
        idleSeconds: own?.idleTime ?? section.idleTime,
        pool: findPool(group, own, section, reporter),
      };
    }),
    // anyscale 0.26.112, `RayGCSExternalStorageConfig.enabled`: true where the section is there; sent as `enable`.
    gcsExternalStorage: storage != null && (storage.enabled ?? storage.enable ?? true),
    zones: zonesOf(inline, section),
    placement: section.placement,
    ...compileCompaction(section, reporter),
    ...(proxies === undefined ? {} : { proxies }),
  };
}

function compileCompaction(section: ClusterSection, reporter: Reporter): Pick<Cluster, "compaction"> {
  if (section.compaction === null) return {};
  if (section.placement !== "pack") {
    reporter.problem(
      ["cluster", "compaction"],
      "only replicas that are packed are moved; say placement: pack",
    );
  }
  const { delay, timeout, maxBackoff } = section.compaction;
  return {
    compaction: { delaySeconds: delay, timeoutSeconds: timeout, maxBackoffSeconds: maxBackoff },
  };
}

/** Compute Config API: instances run in one zone unless enable_cross_zone_scaling is set. */
function zonesOf(inline: ComputeConfig | null, section: ClusterSection): readonly string[] {
  if (section.zones !== undefined) return [...new Set(section.zones)];
  const zones = [...new Set(inline?.zones ?? [])];
  return inline?.enable_cross_zone_scaling === true ? zones : zones.slice(0, 1);
}

function headNodeType(
  inline: ComputeConfig | null,
  service: SourcedService,
  section: ClusterSection,
  reporter: Reporter,
): InstanceType {
  const inConfig = inline?.head_node?.instance_type ?? null;
  const own = section.headNode.instanceType ?? null;
  const [name, path]: readonly [string, KeyPath] =
    inConfig !== null
      ? [inConfig, service.config.pathOf("compute_config", "head_node", "instance_type")]
      : [own ?? defaultHeadNodeType, ["cluster", "headNode", "instanceType"]];
  if (inConfig !== null && own !== null) {
    reporter.problem(
      ["cluster", "headNode", "instanceType"],
      "the compute config names the head node's instance type already; leave it out here",
    );
  }
  return findInstanceType(name, path, section, reporter);
}

function outlineGroups(
  inline: ComputeConfig | null,
  service: SourcedService,
  section: ClusterSection,
  deployments: readonly Deployment[],
  reporter: Reporter,
): readonly GroupOutline[] {
  const workerNodes = inline?.worker_nodes ?? [];
  if (workerNodes.length > 0) return groupsOfComputeConfig(workerNodes, service, section, reporter);
  const sections = Object.entries(section.workerGroups);
  if (sections.length > 0) {
    return sections.map(([name, group]) => groupOfSection(name, group, section, reporter));
  }
  return [cheapestGroup(deployments, section)];
}

function groupsOfComputeConfig(
  workerNodes: NonNullable<NonNullable<ComputeConfig["worker_nodes"]>>,
  service: SourcedService,
  section: ClusterSection,
  reporter: Reporter,
): readonly GroupOutline[] {
  const names = new Set<string>();
  return workerNodes.map((node, index) => {
    const pathOf = (key: string) => service.config.pathOf("compute_config", "worker_nodes", index, key);
    const name = node.name ?? node.instance_type;
    if (names.has(name)) {
      reporter.problem(
        pathOf("name"),
        `two worker groups are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    const own = ownValue(section.workerGroups, name);
    for (const key of ["instanceType", "minNodes", "maxNodes", "market", "resources", "hosts"] as const) {
      if (own?.[key] !== undefined) {
        reporter.problem(
          ["cluster", "workerGroups", name, key],
          "the compute config says this already; change it there, or leave it out here",
        );
      }
    }
    const type = findInstanceType(node.instance_type, pathOf("instance_type"), section, reporter);
    const minNodes = node.min_nodes ?? defaultMinNodes;
    const maxNodes = node.max_nodes ?? Math.max(defaultMaxNodes, minNodes);
    checkNodeCounts(minNodes, maxNodes, pathOf("min_nodes"), reporter);
    const { hosts } = node;
    return {
      name,
      instanceType: {
        ...type,
        cpus: node.resources?.CPU ?? type.cpus,
        gpus: node.resources?.GPU ?? type.gpus,
        ...withResources(type.resources, customResources(node.resources ?? {}).custom),
      },
      minNodes,
      maxNodes,
      market: markets[node.market_type ?? "ON_DEMAND"],
      ...(hosts == null ? {} : { hostsPerUnit: hosts }),
    };
  });
}

function groupOfSection(
  name: string,
  group: GroupSection,
  section: ClusterSection,
  reporter: Reporter,
): GroupOutline {
  const path = ["cluster", "workerGroups", name];
  const minNodes = group.minNodes ?? defaultMinNodes;
  const maxNodes = group.maxNodes ?? Math.max(defaultMaxNodes, minNodes);
  checkNodeCounts(minNodes, maxNodes, [...path, "minNodes"], reporter);
  if (group.instanceType === undefined) {
    reporter.problem(
      [...path, "instanceType"],
      "is missing; the service's compute config does not list this group inline, so its instanceType has to stand here",
    );
  }
  const instanceType =
    group.instanceType === undefined
      ? { name: "unknown", cpus: Number.MAX_VALUE, gpus: Number.MAX_VALUE, pricePerHour: 0 }
      : findInstanceType(group.instanceType, [...path, "instanceType"], section, reporter);
  return {
    name,
    instanceType: { ...instanceType, ...withResources(instanceType.resources, group.resources) },
    minNodes,
    maxNodes,
    market: group.market ?? "on-demand",
    ...(group.hosts === undefined ? {} : { hostsPerUnit: group.hosts }),
  };
}

/** Of a resource that both name, the group's amount holds. */
function withResources(
  ofType: InstanceType["resources"],
  ofGroup: InstanceType["resources"],
): Pick<InstanceType, "resources"> {
  return ofType === undefined && ofGroup === undefined ? {} : { resources: { ...ofType, ...ofGroup } };
}

function checkNodeCounts(minNodes: number, maxNodes: number, path: KeyPath, reporter: Reporter): void {
  if (minNodes > maxNodes) {
    reporter.problem(path, `the minimum of ${minNodes} nodes is above the maximum of ${maxNodes}`);
  }
}

function cheapestGroup(deployments: readonly Deployment[], section: ClusterSection): GroupOutline {
  const own = Object.entries(section.instanceTypes).map(([name, type]) => ({ name, ...type }));
  // Of the scenario's own machines if it describes any: they are what it has.
  const known = own.length > 0 ? own : instanceTypes;
  const replicas = deployments.map((deployment) => leastOnNode(deployment, known));
  const cpus = Math.max(0, ...replicas.map((replica) => replica.cpus));
  const gpus = Math.max(0, ...replicas.map((replica) => replica.gpus));
  const custom = replicas.flatMap((replica) => Object.entries(replica.custom ?? {}));
  const fitting = known.filter(
    (type: InstanceType) =>
      type.cpus >= cpus &&
      type.gpus >= gpus &&
      custom.every(([name, amount]) => amountOf(type.resources, name) >= amount),
  );
  const instanceType =
    fitting.length > 0
      ? fitting.reduce((best, type) => (type.pricePerHour < best.pricePerHour ? type : best))
      : // The replica that does not even fit on the largest machine is reported where it is written.
        known.reduce((best, type) => (type.gpus > best.gpus ? type : best));
  return { name: "workers", instanceType, minNodes: 0, maxNodes: generousMaxNodes, market: "on-demand" };
}

function findPool(
  group: GroupOutline,
  own: GroupSection | undefined,
  section: ClusterSection,
  reporter: Reporter,
): string | null {
  const known = Object.keys(section.pools);
  if (own?.pool === null) return null;
  if (own?.pool !== undefined) {
    if (known.includes(own.pool)) return own.pool;
    reporter.problem(
      ["cluster", "workerGroups", group.name, "pool"],
      `unknown pool ${JSON.stringify(own.pool)}; ${known.length === 0 ? "cluster.pools describes none" : `known pools: ${known.join(", ")}`}`,
    );
    return null;
  }
  const type = group.instanceType.name;
  const family = type.split(".")[0] ?? type;
  return known.find((name) => name === type) ?? known.find((name) => name === family) ?? null;
}
