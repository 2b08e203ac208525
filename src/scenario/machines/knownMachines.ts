import type { InstanceType } from "../../cluster/Cluster.ts";
import { clouds } from "./clouds.ts";

let machines: ReadonlyMap<string, InstanceType> | undefined;

/** Machines that a scenario can name without describing them, by name. */
export function knownMachines(): ReadonlyMap<string, InstanceType> {
  machines ??= new Map(clouds().flatMap((cloud) => [...cloud.machines]));
  return machines;
}
