import type { InstanceType } from "../../cluster/Cluster.ts";
import { cloudOf } from "../machines/clouds.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { NodeConfig } from "../schema/computeConfigSchema.ts";
import { customResources } from "./customResources.ts";
import { findInstanceType } from "./findInstanceType.ts";
import type { Sourced } from "./SourcedService.ts";
import { usualMachine } from "./usualMachine.ts";

/** Anyscale's name for what has required_resources instead of an instance type. */
const custom = "custom";
export const acceleratorLabel = "ray.io/accelerator-type";

/**
 * The machine of a head node or worker group in a compute config, with what Ray is told to count of it; `null`: it names
 * none.
 */
export function machineOfNode(
  node: Sourced<NodeConfig>,
  section: ClusterSection,
  reporter: Reporter,
): InstanceType | null {
  const { instance_type: named, required_resources: required } = node.value;
  if (required == null) {
    if (named == null) return null;
    return withOwnResources(
      node.value,
      findInstanceType(named, node.pathOf("instance_type"), section, reporter),
    );
  }
  if (named != null && named !== custom) {
    // Anyscale's client: `_validate_instance_type`.
    reporter.problem(
      node.pathOf("required_resources"),
      `Anyscale refuses it beside instance_type: ${named}; leave one of them out`,
      "key",
    );
  }
  if ((required.CPU ?? 0) <= 0) {
    reporter.problem(
      node.pathOf("required_resources"),
      "needs CPU above 0, as Anyscale does: {CPU: 4, memory: 16Gi}",
    );
  }
  return withOwnResources(node.value, requiredMachine(node, reporter));
}

/** As Anyscale names a group without a name (client 0.26.112, `_generate_free_pod_shape_name`). */
export function nameOfRequired(node: NodeConfig): string {
  const {
    CPU: cpus,
    GPU: gpus,
    TPU: tpus,
    tpu_hosts: hosts,
    memory,
    cpu_architecture: architecture,
  } = node.required_resources ?? {};
  const accelerator = acceleratorOf(node);
  const parts = [`FP-${cpus ?? 0}CPU-${Math.floor((memory ?? 0) / 2 ** 30)}GB`];
  if (tpus) parts.push(`${tpus}TPU`, ...(hosts ? [`${hosts}TPUHost`] : []));
  else if (gpus) parts.push(`${gpus}GPU`);
  if ((tpus || gpus) && accelerator !== null) parts.push(accelerator);
  if (architecture?.toLowerCase() === "arm64") parts.push("ARM64");
  return parts.join("-");
}

function requiredMachine(node: Sourced<NodeConfig>, reporter: Reporter): InstanceType {
  const { CPU: cpus, GPU: gpus, TPU: tpus, memory } = node.value.required_resources ?? {};
  const accelerator = acceleratorOf(node.value);
  const machine: InstanceType = {
    name: nameOfRequired(node.value),
    cpus: cpus ?? 0,
    gpus: gpus ?? 0,
    ...(memory == null ? {} : { memoryBytes: memory }),
    ...(accelerator !== null ? { acceleratorType: accelerator } : gpus ? {} : { acceleratorType: null }),
    ...(tpus ? { resources: { TPU: tpus } } : {}),
    pricePerHour: null,
  };
  const priced = usualMachine({
    cpus: machine.cpus,
    gpus: machine.gpus,
    memoryBytes: machine.memoryBytes ?? 0,
    accelerators: accelerator === null ? [] : [accelerator],
    resources: machine.resources ?? {},
  });
  reporter.note(
    node.pathOf("required_resources"),
    priced === null || priced.pricePerHour === null
      ? "a node has just this; no machine with a known price has it, and its cost is counted as 0; instance_type and cluster.instanceTypes set it"
      : `a node has just this, and costs what the cheapest usual machine that has it does, ${priced.name}: $${priced.pricePerHour} an hour in ${cloudOf(priced.name).priceRegion}; instance_type sets another`,
    "key",
  );
  return { ...machine, pricePerHour: priced?.pricePerHour ?? null };
}

/** Anyscale's client, `_extract_accelerator_from_labels`. */
function acceleratorOf({
  required_resources: required,
  required_labels: needed,
  labels,
}: NodeConfig): string | null {
  const ofLabels = (all: typeof labels) =>
    all != null && Object.hasOwn(all, acceleratorLabel) ? all[acceleratorLabel] : undefined;
  return required?.accelerator || ofLabels(needed) || ofLabels(labels) || null;
}

/** `resources`: what Ray is told to count instead of what the machine has. */
function withOwnResources({ resources }: NodeConfig, type: InstanceType): InstanceType {
  if (resources == null) return type;
  const { custom: own } = customResources(resources);
  const { memory } = resources;
  const gpus = resources.GPU ?? type.gpus;
  // GPUs that the machine is not known to have are of a type that is not known.
  const { acceleratorType = null, ...rest } = type;
  const isUnknown = type.acceleratorType === undefined || (gpus > type.gpus && acceleratorType === null);
  return {
    ...rest,
    ...(isUnknown ? {} : { acceleratorType }),
    cpus: resources.CPU ?? type.cpus,
    gpus,
    ...(type.resources === undefined && own === undefined && memory == null
      ? {}
      : { resources: { ...type.resources, ...own, ...(memory == null ? {} : { memory }) } }),
  };
}
