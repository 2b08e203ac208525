import type { InstanceType } from "./Cluster.ts";
import type { MilliResources } from "./MilliResources.ts";

/** What a machine has. */
export function capacityOf({ cpus, gpus, resources }: InstanceType): MilliResources {
  const capacity = { milliCpus: Math.round(cpus * 1000), milliGpus: Math.round(gpus * 1000) };
  if (resources === undefined || Object.keys(resources).length === 0) return capacity;
  const custom = Object.fromEntries(
    Object.entries(resources).map(([name, amount]) => [name, Math.round(amount * 1000)]),
  );
  return { ...capacity, custom };
}
