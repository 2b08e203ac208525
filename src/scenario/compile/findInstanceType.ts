import type { InstanceType } from "../../cluster/Cluster.ts";
import { instanceTypes } from "../instanceTypes.ts";
import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import { suggestName } from "../suggestName.ts";

/** A machine by its name: the scenario's own description, else the built-in one. */
export function findInstanceType(
  name: string,
  path: KeyPath,
  section: ClusterSection,
  reporter: Reporter,
): InstanceType {
  const own = Object.hasOwn(section.instanceTypes, name) ? section.instanceTypes[name] : undefined;
  if (own !== undefined) return { name, ...own };
  const builtIn = instanceTypes.find((type) => type.name === name);
  if (builtIn !== undefined) return builtIn;
  const known = [...Object.keys(section.instanceTypes), ...instanceTypes.map((type) => type.name)];
  const meant = suggestName(name, known);
  reporter.problem(
    path,
    `unknown instance type ${JSON.stringify(name)}; ${meant === null ? "" : `did you mean ${JSON.stringify(meant)}? `}others are described in cluster.instanceTypes: {${JSON.stringify(name)}: {cpus: 8, gpus: 1, pricePerHour: 1.2}}`,
  );
  // Large enough for whatever else is checked, so that one mistake gives one problem.
  return { name, cpus: Number.MAX_VALUE, gpus: Number.MAX_VALUE, pricePerHour: 0 };
}
