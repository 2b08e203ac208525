import type { AutoscalingSettings } from "../serve/Deployment.ts";
import { decideReplicas } from "../serve/decideReplicas.ts";
import type { Router } from "../serve/Router.ts";
import { ranks } from "./ranks.ts";
import type { DeploymentWorld, World } from "./World.ts";

/**
 * Feeds the autoscaling policy: every deployment reports its requests each `metrics_interval_s`, and is decided upon
 * then, when a delay has run out, and when its replicas or bounds have changed. In between nothing that the policy sees
 * can change, so nothing is computed.
 */
export class Autoscaling {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Begins to report for a deployment; does nothing for a static one, or one that reports already. */
  watch(deployment: DeploymentWorld): void {
    if (deployment.definition.scaling.kind === "static" || deployment.autoscaler.isReporting) return;
    const { autoscaler } = deployment;
    autoscaler.isReporting = true;
    // Of what was reported before it was static for a while, nothing holds any more.
    autoscaler.reports.length = 0;
    autoscaler.totalRequests = null;
    this.#keepReport(deployment);
    this.#scheduleReport(deployment);
  }

  /** Decides once with what is known; changes the deployment's target. Returns whether it did. */
  decide(deployment: DeploymentWorld): boolean {
    const { definition, version, autoscaler, bounds } = deployment;
    const settings = definition.scaling;
    if (
      settings.kind === "static" ||
      !version.hasControl ||
      version.isTerminating ||
      version.failure !== null
    ) {
      return false;
    }
    if (version.capacityPercent === 0 || deployment.isRemoved) return false;
    const decision = decideReplicas({
      nowSeconds: this.#world.loop.nowSeconds,
      settings,
      minReplicas: bounds.minReplicas,
      maxReplicas: bounds.maxReplicas,
      targetReplicas: deployment.targetReplicas,
      runningReplicas: deployment.replicas.filter((replica) => replica.state === "running").length,
      totalRequests: autoscaler.totalRequests,
      memory: autoscaler.memory,
    });
    autoscaler.memory = decision.memory;
    autoscaler.cancelReview();
    if (decision.reviewAtSeconds !== null) {
      autoscaler.cancelReview = this.#world.loop.at(decision.reviewAtSeconds, ranks.metrics, () => {
        this.#world.requestReview();
      });
    }
    if (decision.targetReplicas === deployment.targetReplicas) return false;
    this.#world.log({
      kind: "autoscaled",
      message:
        `${version.id} ${definition.name}: from ${deployment.targetReplicas} to ${decision.targetReplicas} replicas ` +
        `at ${(autoscaler.totalRequests ?? 0).toFixed(1)} requests`,
      version: version.id,
      deployment: definition.name,
    });
    deployment.targetReplicas = decision.targetReplicas;
    return true;
  }

  #scheduleReport(deployment: DeploymentWorld): void {
    const settings = deployment.definition.scaling;
    if (settings.kind === "static") {
      deployment.autoscaler.isReporting = false;
      return;
    }
    const { loop } = this.#world;
    loop.at(loop.nowSeconds + settings.metricsIntervalSeconds, ranks.metrics, () => {
      if (deployment.version.isTerminating || deployment.version.isGone || deployment.isRemoved) return;
      const before = deployment.autoscaler.totalRequests;
      this.#keepReport(deployment);
      this.#average(deployment, settings);
      this.#scheduleReport(deployment);
      if (before !== deployment.autoscaler.totalRequests) this.#world.requestReview();
    });
  }

  #keepReport(deployment: DeploymentWorld): void {
    const { loop, path } = this.#world;
    const router = path.routers[deployment.router] as Router;
    router.integrate(loop.nowSeconds);
    deployment.autoscaler.reports.push({
      atSeconds: loop.nowSeconds,
      requestSeconds: router.inSystemSeconds,
    });
  }

  /** ray-serve.md: the average of queued and running requests over the look-back period. */
  #average(deployment: DeploymentWorld, settings: AutoscalingSettings): void {
    const { reports } = deployment.autoscaler;
    const newest = reports.at(-1);
    if (newest === undefined) return;
    const fromSeconds = newest.atSeconds - settings.lookBackPeriodSeconds;
    while (reports.length > 2 && (reports[1]?.atSeconds ?? Number.POSITIVE_INFINITY) <= fromSeconds)
      reports.shift();
    const oldest = reports[0] ?? newest;
    const seconds = newest.atSeconds - oldest.atSeconds;
    if (seconds > 0) {
      deployment.autoscaler.totalRequests = (newest.requestSeconds - oldest.requestSeconds) / seconds;
    }
  }
}
