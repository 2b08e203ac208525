import type { StrategyWarning } from "../Strategy.ts";
import type { KubeRayOptions } from "./kubeRayOptionsSchema.ts";

/** Options that KubeRay takes and with which an upgrade never ends. */
export function warnKubeRay(options: KubeRayOptions): readonly StrategyWarning[] {
  if (options.type === "None") {
    return [
      {
        field: "type",
        message:
          "with upgradeStrategy None KubeRay makes no new cluster, so that a new version is never rolled out; NewCluster or NewClusterWithIncrementalUpgrade would",
      },
    ];
  }
  if (options.type === "NewCluster") return [];
  if (options.maxSurgePercent === 0) {
    return [
      {
        field: "maxSurgePercent",
        message:
          "with a surge of 0 the new cluster never gets capacity: KubeRay takes the value, keeps both clusters and waits for ever; 1 to 100 moves",
      },
    ];
  }
  if (options.stepSizePercent === 0) {
    return [
      {
        field: "stepSizePercent",
        message: `with a step of 0 no traffic ever moves: KubeRay takes the value, holds ${100 + options.maxSurgePercent} % of the capacity and waits for ever; 1 to ${options.maxSurgePercent} moves`,
      },
    ];
  }
  return [];
}
