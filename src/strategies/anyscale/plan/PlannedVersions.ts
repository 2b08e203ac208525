import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";

/** The deployments of both versions, as a plan sees them. */
export interface PlannedVersions {
  readonly canary: readonly PlannedDeployment[];
  readonly primary: readonly PlannedDeployment[];
}
