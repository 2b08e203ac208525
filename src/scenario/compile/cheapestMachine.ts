import { amountOf } from "../../cluster/amountOf.ts";
import type { InstanceType } from "../../cluster/Cluster.ts";
import { isSameAccelerator } from "../machines/isSameAccelerator.ts";
import { memoryOfNode } from "../machines/memoryOfNode.ts";

/** What a machine must have. */
export interface MachineNeed {
  readonly cpus: number;
  readonly gpus: number;
  /** Of the machine. */
  readonly memoryBytes?: number;
  /** As Ray counts it on a node, which is less than the machine has. */
  readonly rayMemoryBytes?: number;
  /** All of them: where they differ no machine has them. */
  readonly accelerators: readonly string[];
  readonly resources: Readonly<Record<string, number>>;
}

/** The cheapest of the machines that have this; those without a known price last. `null`: none has. */
export function cheapestMachine(machines: readonly InstanceType[], need: MachineNeed): InstanceType | null {
  const priceOf = ({ pricePerHour }: InstanceType) => pricePerHour ?? Number.POSITIVE_INFINITY;
  let best: InstanceType | null = null;
  for (const type of machines) {
    if (!isEnough(type, need)) continue;
    if (best === null || priceOf(type) < priceOf(best)) best = type;
  }
  return best;
}

function isEnough(type: InstanceType, need: MachineNeed): boolean {
  // A machine whose memory is not known is not passed by for it.
  const { memoryBytes = Number.POSITIVE_INFINITY } = type;
  return (
    type.cpus >= need.cpus &&
    type.gpus >= need.gpus &&
    memoryBytes >= (need.memoryBytes ?? 0) &&
    memoryOfNode(memoryBytes) >= (need.rayMemoryBytes ?? 0) &&
    need.accelerators.every((accelerator) => isSameAccelerator(type, accelerator)) &&
    Object.entries(need.resources).every(([name, amount]) => amountOf(type.resources, name) >= amount)
  );
}
