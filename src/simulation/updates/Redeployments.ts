import { configOptions } from "../../serve/controller/configOptions.ts";
import { versionOptions } from "../../serve/controller/versionOptions.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import { defaultRouting, type RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import { beginStartUps } from "../replicas/beginStartUps.ts";
import type { HealthChecks } from "../replicas/HealthChecks.ts";
import { placementGroup } from "../world/placementGroup.ts";
import { replicaNeed } from "../world/replicaNeed.ts";
import type { DeploymentWorld, World } from "../world/World.ts";

/** What becomes of a deployment that a command deploys again on its running cluster. */
export class Redeployments {
  readonly #world: World;
  readonly #checks: HealthChecks;

  constructor(world: World, checks: HealthChecks) {
    this.#world = world;
    this.#checks = checks;
  }

  /** A deployment of the running cluster is deployed again, with another definition or none. Returns whether that changes it. */
  redeploy(
    deployment: DeploymentWorld,
    definition: Deployment,
    how: { readonly restarts: boolean; readonly hasChanged: boolean },
  ): boolean {
    const before = deployment.definition;
    if (before.healthCheckPeriodSeconds !== definition.healthCheckPeriodSeconds) {
      for (const replica of deployment.replicas) {
        this.#checks.changePeriod(replica, definition.healthCheckPeriodSeconds);
      }
    }
    deployment.definition = definition;
    deployment.need = replicaNeed(definition);
    deployment.group = placementGroup(definition);
    this.#changeRouter(deployment, before.routing);
    if (how.restarts) deployment.generation++;
    else this.#changeRunning(deployment);
    if (!how.hasChanged && configOptions(before) === configOptions(definition)) return false;
    const { scaling } = definition;
    // ray 2.60.0, `DeploymentAutoscalingState.register`: a changed config begins at its initial_replicas.
    if (scaling.kind === "autoscaling" && scaling.initialReplicas !== null) {
      deployment.targetReplicas = scaling.initialReplicas;
    }
    const isSameCode = !how.restarts && versionOptions(before) === versionOptions(definition);
    beginStartUps(deployment, { isSameCode });
    return true;
  }

  /** The router belongs to the deployment, not to its replicas: it follows at once, whatever restarts. */
  #changeRouter(deployment: DeploymentWorld, before: RoutingSettings | undefined): void {
    const router = this.#world.path.routers[deployment.router];
    if (router === undefined) throw new Error(`no router of ${deployment.definition.name}`);
    for (const each of router.group) {
      each.maxQueuedRequests = deployment.definition.maxQueuedRequests ?? Number.POSITIVE_INFINITY;
    }
    this.#world.path.setOverhead(deployment.router, deployment.definition.overhead ?? null);
    const routing = deployment.definition.routing ?? defaultRouting;
    if (JSON.stringify(routing) !== JSON.stringify(before ?? defaultRouting)) {
      this.#world.path.setRouting(deployment.router, routing);
    }
  }

  /** Lightweight: what can change while replicas run. */
  #changeRunning(deployment: DeploymentWorld): void {
    const { path } = this.#world;
    const { definition } = deployment;
    for (const replica of deployment.replicas) {
      if (replica.pathReplica >= 0) path.setMaxOngoing(replica.pathReplica, definition.maxOngoingRequests);
    }
  }
}
