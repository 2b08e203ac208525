import type { InstanceType } from "../../cluster/Cluster.ts";
import { cloudOf } from "../machines/clouds.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { ComputeConfig } from "../schema/computeConfigSchema.ts";
import { findInstanceType } from "./findInstanceType.ts";
import { machineOfNode } from "./machineOfNode.ts";
import type { Sourced, SourcedService } from "./SourcedService.ts";

/** The head node's machine, and what it says of replicas. */
export interface CompiledHead {
  readonly instanceType: InstanceType;
  /** Nothing says which machine it is. */
  readonly isAssumed: boolean;
  readonly path: KeyPath;
  readonly labels: Readonly<Record<string, string>>;
  /** Its `resources` say how many CPUs or GPUs Ray counts on it; `null`: they say nothing. */
  readonly takesReplicas: boolean | null;
}

/** The head node that a scenario describes. */
export function compileHeadNode(
  inline: Sourced<ComputeConfig> | null,
  service: SourcedService,
  section: ClusterSection,
  reporter: Reporter,
): CompiledHead {
  const value = inline?.value.head_node ?? {};
  const node = { value, pathOf: (...keys: readonly (string | number)[]) => headPath(inline, service, keys) };
  const { resources, labels, required_labels: required } = value;
  const said = headMachine(node, section, reporter);
  const { headType } = cloudOf(anyWorker(inline));
  return {
    instanceType: said ?? findInstanceType(headType, node.pathOf(), section, reporter),
    path: node.pathOf(),
    isAssumed: said === null,
    labels: { ...required, ...labels },
    takesReplicas: resources == null ? null : (resources.CPU ?? 0) > 0 || (resources.GPU ?? 0) > 0,
  };
}

function headMachine(
  node: Sourced<NonNullable<ComputeConfig["head_node"]>>,
  section: ClusterSection,
  reporter: Reporter,
): InstanceType | null {
  const inConfig = machineOfNode(node, section, reporter);
  const own = section.headNode.instanceType ?? null;
  const ownPath = ["cluster", "headNode", "instanceType"];
  if (inConfig !== null && own !== null) {
    reporter.problem(ownPath, "the compute config names the head node's machine already; leave it out here");
  }
  if (inConfig !== null) return inConfig;
  if (own !== null) return findInstanceType(own, ownPath, section, reporter);
  return null;
}

/** Its cloud is that of the head node. */
function anyWorker(inline: Sourced<ComputeConfig> | null): string | undefined {
  const types = (inline?.value.worker_nodes ?? []).map(({ instance_type: type }) => type);
  return types.find((type) => type != null) ?? undefined;
}

function headPath(
  inline: Sourced<ComputeConfig> | null,
  service: SourcedService,
  keys: readonly (string | number)[],
): KeyPath {
  if (inline === null) return service.config.pathOf("compute_config");
  return inline.value.head_node == null ? inline.pathOf() : inline.pathOf("head_node", ...keys);
}
