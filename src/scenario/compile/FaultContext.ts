import type { DeploymentNames } from "./nameDeployments.ts";

/** What faults of a scenario may name, and what they may strike. */
export interface FaultContext {
  readonly names: DeploymentNames;
  readonly pools: readonly string[];
  readonly workerGroups: readonly string[];
  readonly zones: readonly string[];
  readonly horizonSeconds: number;
  readonly hasRollout: boolean;
  /** HTTP proxies are modelled one by one. */
  readonly hasProxies: boolean;
}
