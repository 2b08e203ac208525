import { type DeploymentEvent, newDeploymentStatus } from "../../serve/controller/DeploymentStatus.ts";
import { nextDeploymentStatus } from "../../serve/controller/nextDeploymentStatus.ts";
import type { DeploymentWorld, World } from "../world/World.ts";

/** Something has happened to a deployment: its status follows, as Ray Serve's does. */
export function noteDeploymentEvent(
  world: World,
  deployment: DeploymentWorld,
  event: DeploymentEvent,
  message = "",
): void {
  // Nobody tells a status while the controller is not there.
  if (!deployment.version.cluster.hasControl) return;
  const before = deployment.status;
  deployment.status = nextDeploymentStatus(before, event, message);
  const { status, trigger } = deployment.status;
  if (status !== before.status || trigger !== before.trigger) record(world, deployment);
}

/** The controller has started, or come back: what it deploys is new to it. */
export function beginDeploymentStatus(world: World, deployment: DeploymentWorld): void {
  deployment.status = newDeploymentStatus;
  record(world, deployment);
}

/** A number of replicas is wanted instead of another. */
export function noteScaling(
  world: World,
  deployment: DeploymentWorld,
  by: "autoscaler" | "config",
  { from, to }: { readonly from: number; readonly to: number },
): void {
  if (from === to) return;
  const message = `${to > from ? "Upscaling" : "Downscaling"} from ${from} to ${to} replicas.`;
  const event: DeploymentEvent =
    by === "autoscaler"
      ? to > from
        ? "AUTOSCALE_UP"
        : "AUTOSCALE_DOWN"
      : to > from
        ? "MANUALLY_INCREASE_NUM_REPLICAS"
        : "MANUALLY_DECREASE_NUM_REPLICAS";
  noteDeploymentEvent(world, deployment, event, message);
}

function record(world: World, { status, statusChanges, version }: DeploymentWorld): void {
  version.areApplicationsStale = true;
  statusChanges.push({ atSeconds: world.loop.nowSeconds, ...status });
}
