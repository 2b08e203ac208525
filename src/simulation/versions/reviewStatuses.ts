import { applicationStatus } from "../../serve/controller/applicationStatus.ts";
import type { DeploymentEvent } from "../../serve/controller/DeploymentStatus.ts";
import { startUpLimits } from "../replicas/startUpLimits.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";
import { noteDeploymentEvent } from "./noteDeploymentEvent.ts";

/** The statuses of a version's deployments and applications follow what its replicas do. */
export function reviewStatuses(world: World, version: VersionWorld): void {
  if (!version.cluster.hasControl) return;
  for (const deployment of version.deployments) {
    const event = eventOf(deployment);
    if (event !== null) noteDeploymentEvent(world, deployment, event.kind, event.message);
  }
  if (version.areApplicationsStale) reviewApplications(world, version);
}

function reviewApplications(world: World, version: VersionWorld): void {
  version.areApplicationsStale = false;
  const present = new Map<string, DeploymentWorld[]>();
  for (const deployment of version.deployments) {
    const { application } = deployment.definition;
    const own = present.get(application);
    if (own === undefined) present.set(application, [deployment]);
    else own.push(deployment);
  }
  for (const [name, changes] of version.applications) {
    const all = present.get(name);
    // Its deployments are gone, for it was deleted; nothing more is told of it.
    if (all === undefined) continue;
    const own = version.isTerminating ? [] : all.filter(({ isRemoved }) => !isRemoved);
    const { status, message } = applicationStatus(
      own.map((deployment) => ({ ...deployment.status, name: localName(deployment) })),
      { isDeleting: own.length === 0 },
    );
    const last = changes.at(-1);
    if (last?.status === status && last.message === message) continue;
    changes.push({ atSeconds: world.loop.nowSeconds, status, message });
  }
}

/**
 * What Ray Serve's controller finds out about a deployment when it looks at its replicas; `null`: nothing new
 * (ray 2.60.0, `DeploymentState.check_curr_status`).
 */
function eventOf(
  deployment: DeploymentWorld,
): { readonly kind: DeploymentEvent; readonly message: string } | null {
  const { replicas, generation, targetReplicas, unnoticedDeaths, startUpBudget, status, version } =
    deployment;
  if (deployment.isRemoved || version.isTerminating) return null;
  const { failures } = startUpBudget;
  if (startUpBudget.hasUpdateFailed) {
    if (status.status === "DEPLOY_FAILED") return null;
    return {
      kind: "ROLLING_UPDATE_FAILED",
      message: `The rolling update failed: ${failures} replicas failed.`,
    };
  }
  // Of one that has died nobody knows yet.
  const running = replicas.countOnce("running") + unnoticedDeaths;
  const runningNew = replicas.runningOf(generation) - replicas.movedRunning + unnoticedDeaths;
  if (runningNew <= 0 && startUpBudget.isFailing(startUpLimits(deployment))) {
    return {
      kind: "REPLICA_STARTUP_FAILED",
      message: `The deployment failed to start ${failures} times in a row.`,
    };
  }
  const pending = replicas.count("requested") + replicas.count("starting") + replicas.count("draining");
  return pending === 0 && runningNew === targetReplicas && running === runningNew
    ? { kind: "HEALTHY", message: "" }
    : null;
}

/** The deployment's name in its config. */
export function localName({ definition: { name, application } }: DeploymentWorld): string {
  const prefix = `${application}#`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}
