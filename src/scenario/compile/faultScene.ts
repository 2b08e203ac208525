import type { FaultScene } from "../../faults/FaultDefinition.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { FaultContext } from "./FaultContext.ts";

/** The scenario as the fault at this path may name parts of it. */
export function faultScene(path: KeyPath, context: FaultContext, reporter: Reporter): FaultScene {
  const problem = (key: string, message: string) => reporter.problem([...path, key], message);
  return {
    deployment: (name) =>
      name === undefined ? null : context.names.resolve(name, [...path, "deployment"], reporter),
    workerGroup(name) {
      if (name !== undefined && !context.workerGroups.includes(name)) {
        problem(
          "workerGroup",
          `unknown worker group ${JSON.stringify(name)}; ${describeChoices(name, context.workerGroups, "worker groups")}`,
        );
      }
      return name ?? null;
    },
    pool(name) {
      if (!context.pools.includes(name)) {
        problem(
          "pool",
          `unknown pool ${JSON.stringify(name)}; ${context.pools.length === 0 ? "cluster.pools describes none" : describeChoices(name, context.pools, "pools")}`,
        );
      }
      return name;
    },
    zone(name) {
      if (!context.zones.includes(name)) {
        problem(
          "zone",
          `unknown zone ${JSON.stringify(name)}; ${context.zones.length === 0 ? "neither cluster.zones nor the compute config names any" : describeChoices(name, context.zones, "zones")}`,
        );
      }
      return name;
    },
  };
}
