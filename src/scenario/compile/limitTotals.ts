import { amountOf } from "../../cluster/amountOf.ts";
import type { InstanceType } from "../../cluster/Cluster.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ComputeConfig } from "../schema/computeConfigSchema.ts";
import type { GroupOutline } from "./GroupOutline.ts";
import type { Sourced } from "./SourcedService.ts";

type Totals = NonNullable<ComputeConfig["max_resources"]>;

/**
 * Anyscale's `min_resources` and `max_resources` of all nodes together, as numbers of nodes: of the only group exactly; of
 * several each by itself for the most, and none for the least, which the warnings say.
 */
export function limitTotals(
  groups: readonly GroupOutline[],
  { value, pathOf }: Sourced<ComputeConfig>,
  reporter: Reporter,
): readonly GroupOutline[] {
  const { min_resources: least, max_resources: most } = value;
  const workers = groups.filter(({ isHead }) => isHead !== true);
  if (least != null && workers.length > 1) {
    reporter.warning(
      pathOf("min_resources"),
      "is not modelled with several worker groups, so nodes that are idle are released; min_nodes of a group keeps some",
      "key",
    );
  }
  if (most != null && workers.length > 1) {
    reporter.warning(
      pathOf("max_resources"),
      "holds for each worker group by itself here, so all together may have more; max_nodes of the groups sets it",
      "key",
    );
  }
  return groups.map((group) => {
    if (group.isHead === true) return group;
    const maxNodes = Math.min(group.maxNodes, nodesWithin(most ?? {}, group));
    const needed = workers.length === 1 ? nodesFor(least ?? {}, group) : 0;
    return { ...group, maxNodes, minNodes: Math.min(maxNodes, Math.max(group.minNodes, needed)) };
  });
}

function nodesWithin(most: Totals, group: GroupOutline): number {
  return Math.min(
    ...totalsOf(most, group).map(([total, ofNode]) =>
      ofNode > 0 ? Math.floor(total / ofNode) : Number.POSITIVE_INFINITY,
    ),
  );
}

function nodesFor(least: Totals, group: GroupOutline): number {
  return Math.max(
    0,
    ...totalsOf(least, group).map(([total, ofNode]) => (ofNode > 0 ? Math.ceil(total / ofNode) : 0)),
  );
}

function totalsOf(
  totals: Totals,
  group: GroupOutline,
): readonly (readonly [total: number, ofNode: number])[] {
  return Object.entries(totals).flatMap(([name, total]) =>
    total == null ? [] : [[total, ofMachine(group, name)] as const],
  );
}

/** Of all hosts of a machine. */
function ofMachine({ instanceType, hostsPerUnit = 1 }: GroupOutline, name: string): number {
  return hostsPerUnit * ofNode(instanceType, name);
}

function ofNode({ cpus, gpus, resources, memoryBytes }: InstanceType, name: string): number {
  if (name === "CPU") return cpus;
  if (name === "GPU") return gpus;
  if (name === "memory") return amountOf(resources, name) || (memoryBytes ?? 0);
  return amountOf(resources, name);
}
