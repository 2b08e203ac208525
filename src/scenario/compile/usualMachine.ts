import type { InstanceType } from "../../cluster/Cluster.ts";
import { cloudOf } from "../machines/clouds.ts";
import { knownMachines } from "../machines/knownMachines.ts";
import { cheapestMachine, type MachineNeed } from "./cheapestMachine.ts";

/**
 * The machine that is assumed for a need: the cheapest usual one of the cloud whose machines look like `sibling`, else
 * the cheapest of all. `null`: none has so much.
 */
export function usualMachine(need: MachineNeed, sibling?: string): InstanceType | null {
  const cloud = cloudOf(sibling);
  const usual = [...cloud.machines.values()].filter(({ name }) => cloud.isUsual(name));
  return cheapestMachine(usual, need) ?? cheapestMachine([...knownMachines().values()], need);
}
