import { amountOf } from "../../cluster/amountOf.ts";
import type { InstanceType } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import type { Deployment, ReplicaResources } from "../../serve/Deployment.ts";
import { cloudOf } from "../machines/clouds.ts";
import { describeMachine } from "../machines/describeMachine.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { type Reporter, silentReporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { ComputeConfig, WorkerNodeConfig } from "../schema/computeConfigSchema.ts";
import { assumeGroups } from "./assumeGroups.ts";
import type { CompiledHead } from "./compileHeadNode.ts";
import { countedType } from "./countedType.ts";
import { findInstanceType } from "./findInstanceType.ts";
import type { GroupOutline } from "./GroupOutline.ts";
import { limitTotals } from "./limitTotals.ts";
import { machineOfNode, nameOfRequired } from "./machineOfNode.ts";
import type { Sourced, SourcedService } from "./SourcedService.ts";

/** Anyscale's defaults of a worker group in a compute config. */
const defaultMinNodes = 0;
const defaultMaxNodes = 10;
/** Under this name the head node is a worker group, where it takes replicas. */
const headGroupName = "head-node";

const markets = { ON_DEMAND: "on-demand", SPOT: "spot", PREFER_SPOT: "prefer-spot" } as const;

/** Large enough for whatever else is checked, so that one mistake gives one problem. */
const unknownMachine: InstanceType = {
  name: "unknown",
  cpus: Number.MAX_VALUE,
  gpus: Number.MAX_VALUE,
  pricePerHour: 0,
};

type GroupSection = ClusterSection["workerGroups"][string];

/** What a version's nodes are outlined from. */
export interface OutlineContext {
  readonly service: SourcedService;
  readonly inline: Sourced<ComputeConfig> | null;
  readonly section: ClusterSection;
  readonly deployments: readonly Deployment[];
  readonly demanded: ReadonlySet<string>;
  /** `null`: there is none. */
  readonly head: CompiledHead | null;
}

/** The worker groups of a version, the head node among them where it takes replicas. */
export function outlineGroups(context: OutlineContext, reporter: Reporter): readonly GroupOutline[] {
  const { inline, section, head } = context;
  const workerNodes = inline?.value.worker_nodes ?? [];
  const sections = Object.entries(section.workerGroups);
  const names = [...workerNodes.map(({ name }) => name), ...sections.map(([name]) => name)];
  const headGroup = head?.takesReplicas === true ? [outlineHead(head, names)] : [];
  if (head !== null && (workerNodes.length > 0 || sections.length > 0)) tellOfHead(head, reporter);
  if (inline !== null && workerNodes.length > 0) {
    return limitTotals(
      [...groupsOfComputeConfig(workerNodes, inline, section, reporter), ...headGroup],
      inline,
      reporter,
    );
  }
  if (sections.length > 0) {
    return [...sections.map(([name, group]) => groupOfSection(name, group, section, reporter)), ...headGroup];
  }
  return groupsWithoutAny(context, headGroup, reporter);
}

/**
 * No group is said. Anyscale's client, `ComputeConfig.worker_nodes`: left out, workers are chosen by what replicas ask for;
 * `[]` is a cluster of the head node alone, which then takes replicas.
 */
function groupsWithoutAny(
  context: OutlineContext,
  headGroup: readonly GroupOutline[],
  reporter: Reporter,
): readonly GroupOutline[] {
  const { service, inline, section, deployments, head, demanded } = context;
  const path = service.config.pathOf("compute_config");
  const isHeadOnly = inline?.value.worker_nodes != null && inline.value.auto_select_worker_config !== true;
  if (isHeadOnly && head !== null && head.takesReplicas !== false) {
    const alone = outlineHead(head, []);
    if (deployments.every(({ resources }) => hasRoom(alone, resources))) {
      tellOfHead(head, reporter);
      reporter.note(
        inline.pathOf("worker_nodes"),
        "an empty list is a cluster without workers: replicas run on the head node; leave worker_nodes out to have them chosen",
        "key",
      );
      return [alone];
    }
  }
  const assumed = assumeGroups(deployments, { section, demanded, headType: head?.instanceType.name });
  const workers = assumed.map(({ instanceType }) => describeAssumed(instanceType)).join(" and ");
  const machines =
    head?.isAssumed === true ? `${workers}, and a head node ${describeAssumed(head.instanceType)}` : workers;
  const remedy = `others are named in compute_config.worker_nodes or cluster.workerGroups${head?.isAssumed === true ? ", and cluster.headNode" : ""}`;
  if (isHeadOnly) {
    const lack = head === null ? "there is no head node" : "its head node has no room for these replicas";
    reporter.warning(
      inline.pathOf("worker_nodes"),
      `an empty list is a cluster without workers, and ${lack}: they would never start; assumed instead: as many as are needed of ${machines}; ${remedy}`,
      "key",
    );
  } else {
    reporter.note(
      path,
      `${reasonOf(context)}; assumed: as many as are needed of ${machines}; ${remedy}`,
      "key",
    );
  }
  return inline === null
    ? [...assumed, ...headGroup]
    : limitTotals([...assumed, ...headGroup], inline, reporter);
}

function tellOfHead({ isAssumed, instanceType, path }: CompiledHead, reporter: Reporter): void {
  if (!isAssumed) return;
  reporter.note(
    path,
    `which machine the head node is nobody says; assumed: ${describeAssumed(instanceType)}; cluster.headNode.instanceType sets it`,
    "key",
  );
}

function reasonOf({ service, inline }: OutlineContext): string {
  const written = service.config.value.compute_config;
  if (typeof written === "string")
    return `what stands in the compute config ${JSON.stringify(written)} is not known`;
  if (inline === null) return "there is no compute config";
  return inline.value.auto_select_worker_config === true
    ? "which workers Anyscale would choose (auto_select_worker_config) is not known"
    : "without worker_nodes Anyscale chooses the workers";
}

function describeAssumed(type: InstanceType): string {
  const { priceRegion } = cloudOf(type.name);
  return `${type.name} (${describeMachine(type)} in ${priceRegion})`;
}

/** It is paid for as the head node. */
function outlineHead(
  { instanceType, labels }: CompiledHead,
  taken: readonly (string | null | undefined)[],
): GroupOutline {
  let name = headGroupName;
  while (taken.includes(name)) name = `the-${name}`;
  return {
    name,
    instanceType: { ...instanceType, pricePerHour: 0, spotPricePerHour: undefined },
    minNodes: 1,
    maxNodes: 1,
    market: "on-demand",
    labels,
    isHead: true,
  };
}

function hasRoom(group: GroupOutline, { cpus, gpus, custom = {} }: ReplicaResources): boolean {
  const counted = countedType(group, new Set(Object.keys(custom)), [], silentReporter);
  const capacity = capacityOf(counted);
  return (
    cpus * 1000 <= capacity.milliCpus &&
    gpus * 1000 <= capacity.milliGpus &&
    Object.entries(custom).every(
      ([name, amount]) => Math.round(amount * 1000) <= amountOf(capacity.custom, name),
    )
  );
}

function groupsOfComputeConfig(
  workerNodes: readonly WorkerNodeConfig[],
  inline: Sourced<ComputeConfig>,
  section: ClusterSection,
  reporter: Reporter,
): readonly GroupOutline[] {
  const names = new Set<string>();
  return workerNodes.map((node, index) => {
    const pathOf = (...keys: readonly (string | number)[]) => inline.pathOf("worker_nodes", index, ...keys);
    const name =
      node.name ??
      (node.required_resources == null ? node.instance_type : nameOfRequired(node)) ??
      `workers-${index}`;
    if (names.has(name)) {
      reporter.problem(
        pathOf("name"),
        `two worker groups are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    const own = Object.hasOwn(section.workerGroups, name) ? section.workerGroups[name] : undefined;
    for (const key of [
      "instanceType",
      "minNodes",
      "maxNodes",
      "market",
      "resources",
      "labels",
      "hosts",
    ] as const) {
      if (own?.[key] !== undefined) {
        reporter.problem(
          ["cluster", "workerGroups", name, key],
          "the compute config says this already; change it there, or leave it out here",
        );
      }
    }
    const machine = machineOfNode({ value: node, pathOf }, section, reporter);
    if (machine === null) {
      reporter.problem(
        pathOf(),
        "says no machine; expected instance_type: g5.xlarge, or required_resources: {CPU: 4, memory: 16Gi}",
      );
    }
    const minNodes = node.min_nodes ?? defaultMinNodes;
    const maxNodes = node.max_nodes ?? Math.max(defaultMaxNodes, minNodes);
    checkNodeCounts(minNodes, maxNodes, pathOf("min_nodes"), reporter);
    return {
      name,
      instanceType: machine ?? unknownMachine,
      minNodes,
      maxNodes,
      market: markets[node.market_type ?? "ON_DEMAND"],
      labels: { ...node.required_labels, ...node.labels },
      ...(node.hosts == null ? {} : { hostsPerUnit: node.hosts }),
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
      ? unknownMachine
      : findInstanceType(group.instanceType, [...path, "instanceType"], section, reporter);
  return {
    name,
    instanceType: { ...instanceType, ...withResources(instanceType.resources, group.resources) },
    minNodes,
    maxNodes,
    market: group.market ?? "on-demand",
    labels: group.labels ?? {},
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
