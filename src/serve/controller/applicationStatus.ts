import type { DeploymentStatusInfo } from "./DeploymentStatus.ts";

/** How an application fares, as Ray Serve tells it (ray 2.60.0, `ApplicationStatus`). */
export type ApplicationStatus =
  | "NOT_STARTED"
  | "DEPLOYING"
  | "DEPLOY_FAILED"
  | "RUNNING"
  | "UNHEALTHY"
  | "DELETING";

/** The status of an application, in a word and in a sentence. */
export interface ApplicationStatusInfo {
  readonly status: ApplicationStatus;
  readonly message: string;
}

/**
 * The status of an application whose deployments fare so: that of the one that fares worst
 * (ray 2.60.0, `ApplicationState._determine_app_status`, `DEPLOYMENT_STATUS_RANKING_ORDER`).
 *
 * @param deployments at least one, unless it is being deleted.
 */
export function applicationStatus(
  deployments: readonly (DeploymentStatusInfo & { readonly name: string })[],
  { isDeleting }: { readonly isDeleting: boolean },
): ApplicationStatusInfo {
  if (isDeleting) return { status: "DELETING", message: "" };
  const failed = deployments.filter(({ status }) => status === "DEPLOY_FAILED");
  if (failed.length > 0) {
    return { status: "DEPLOY_FAILED", message: `Failed to update the deployments ${namesOf(failed)}.` };
  }
  const unhealthy = deployments.filter(({ status }) => status === "UNHEALTHY");
  if (unhealthy.length > 0) {
    return { status: "UNHEALTHY", message: `The deployments ${namesOf(unhealthy)} are UNHEALTHY.` };
  }
  const isDeploying = deployments.some(
    ({ status, trigger }) =>
      status === "UPDATING" || (status !== "HEALTHY" && trigger === "CONFIG_UPDATE_STARTED"),
  );
  return { status: isDeploying ? "DEPLOYING" : "RUNNING", message: "" };
}

/** As Python prints a list of plain names. */
function namesOf(deployments: readonly { readonly name: string }[]): string {
  return `[${deployments.map(({ name }) => `'${name}'`).join(", ")}]`;
}
