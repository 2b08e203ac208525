import type { RolloutSettings } from "../../strategies/anyscale/RolloutSettings.ts";
import type { ServiceVersion } from "../Scenario.ts";

/** A deploy as its caller gives it: the whole config, which replaces the one before, and settings where they are not the usual ones. */
export interface ServiceDeploy extends Partial<RolloutSettings> {
  readonly kind: "deploy";
  /** Anyscale's ServiceConfig, or a Ray Serve config or its list of applications, as plain data. */
  readonly service: unknown;
  /**
   * Update the running cluster; not together with `canaryPercent` or `maxSurgePercent`. A changed cloud, image or compute config is
   * refused, or with `ignoreClusterChanges` ignored. Default `false`.
   */
  readonly inPlace?: boolean | { readonly ignoreClusterChanges: boolean };
}

/** A rollout of a version on Anyscale, as a program gives it. */
export interface VersionDeploy {
  readonly kind: "deploy";
  readonly version: ServiceVersion;
  readonly settings: RolloutSettings;
}
