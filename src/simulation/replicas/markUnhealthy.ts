import type { DeploymentWorld, World } from "../world/World.ts";

/** The deployment lacks a replica that failed, and it is known. */
export function markUnhealthy(world: World, deployment: DeploymentWorld): void {
  deployment.unhealthySinceSeconds ??= world.loop.nowSeconds;
  world.requestReview();
}
