import type { InstanceType } from "../../cluster/Cluster.ts";
import { describeMachine } from "../machines/describeMachine.ts";
import { knownMachines } from "../machines/knownMachines.ts";
import { machineOfName } from "../machines/machineOfName.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { suggestName } from "../problems/suggestName.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import { describedType } from "./describedType.ts";

/** A machine by its name: the scenario's own description, else the built-in one, else what the name tells. */
export function findInstanceType(
  name: string,
  path: KeyPath,
  section: ClusterSection,
  reporter: Reporter,
): InstanceType {
  const own = Object.hasOwn(section.instanceTypes, name) ? section.instanceTypes[name] : undefined;
  if (own !== undefined) return describedType(name, own);
  const found = knownMachines().get(name);
  if (found !== undefined) {
    if (found.pricePerHour === null)
      reporter.note(
        path,
        `${JSON.stringify(name)} has no price in the built-in table, and its cost is counted as 0; ${setting(found)} sets it`,
      );
    return found;
  }
  const named = machineOfName(name);
  if (named !== null) {
    const { machine, isExact } = named;
    if (!isExact || machine.pricePerHour === null) {
      reporter.note(
        path,
        `${JSON.stringify(name)} is not in the built-in table; ${isExact ? "as its name says" : "assumed from its name"}: ${describeMachine(machine)}; ${setting(machine)} says what it is`,
      );
    }
    return machine;
  }
  return refuse(name, path, section, reporter);
}

function refuse(name: string, path: KeyPath, section: ClusterSection, reporter: Reporter): InstanceType {
  const known = [...Object.keys(section.instanceTypes), ...knownMachines().keys()];
  const meant = suggestName(name, known);
  const guess = { name, cpus: 8, gpus: hasGpus(name) ? 1 : 0, pricePerHour: 1.2 };
  reporter.problem(
    path,
    `unknown instance type ${JSON.stringify(name)}; ${meant === null ? "" : `did you mean ${JSON.stringify(meant)}? `}others are described in ${setting(guess)}`,
  );
  // Large enough for whatever else is checked, so that one mistake gives one problem.
  return { name, cpus: Number.MAX_VALUE, gpus: Number.MAX_VALUE, pricePerHour: 0 };
}

/** Families of AWS, Google and Azure with GPUs begin with these. */
function hasGpus(name: string): boolean {
  return /^([gp]\d|gr\d|a\d|Standard_N)|gpu|nvidia/i.test(name);
}

/** The key that describes a machine, filled in. */
function setting({ name, cpus, gpus, pricePerHour }: InstanceType): string {
  const ofGpus = gpus > 0 ? `, gpus: ${gpus}` : "";
  return `cluster.instanceTypes: {${JSON.stringify(name)}: {cpus: ${cpus}${ofGpus}, pricePerHour: ${pricePerHour ?? 1.2}}}`;
}
