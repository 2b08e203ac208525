import { aggregateRequests } from "../../serve/autoscaler/aggregateRequests.ts";
import { decideReplicas } from "../../serve/autoscaler/decideReplicas.ts";
import { type HandleCounts, HandleMetrics } from "../../serve/autoscaler/HandleMetrics.ts";
import type { HandleReport } from "../../serve/autoscaler/HandleReport.ts";
import { reportTimeoutSeconds } from "../../serve/autoscaler/reportTimeoutSeconds.ts";
import { type RequestCurve, requestCurve } from "../../serve/autoscaler/requestCurve.ts";
import { whenDesiredChanges } from "../../serve/autoscaler/whenDesiredChanges.ts";
import { controlLoopSeconds } from "../../serve/controller/controlLoopSeconds.ts";
import { noteScaling } from "../versions/noteDeploymentEvent.ts";
import { ranks } from "../world/ranks.ts";
import type { DeploymentWorld, World } from "../world/World.ts";

/**
 * Feeds the autoscaling policy as Ray Serve does: the router of a deployment takes samples of its requests and reports
 * them, the controller averages what was reported. It decides at every control loop there; here at those at which
 * something that it sees has changed: a report, a replica, the bounds, a delay that has run out, or the average, which
 * moves between reports too, so far that another number of replicas is wanted.
 */
export class Autoscaling {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Begins to report for an autoscaled deployment that does not yet; stops for one that is static now. */
  watch(deployment: DeploymentWorld): void {
    const { scaling } = deployment.definition;
    const { autoscaler } = deployment;
    if (scaling.kind === "static") {
      autoscaler.cancelSample();
      autoscaler.cancelReport();
      autoscaler.isReporting = false;
      return;
    }
    if (autoscaler.isReporting) return;
    autoscaler.isReporting = true;
    // Of what was reported before it was static for a while, nothing holds any more.
    autoscaler.metrics = new HandleMetrics(scaling);
    autoscaler.report = null;
    this.#record(deployment);
    this.#report(deployment);
  }

  /** Decides once with what is known; changes the deployment's target. Returns whether it did. */
  decide(deployment: DeploymentWorld): boolean {
    const { definition, version, autoscaler, bounds } = deployment;
    const settings = definition.scaling;
    if (settings.kind === "static" || !version.cluster.hasControl || version.isTerminating) {
      return false;
    }
    if (version.capacityPercent === 0 || deployment.isRemoved || deployment.wantedReplicas !== null)
      return false;
    const { nowSeconds } = this.#world.loop;
    const runningReplicas = deployment.replicas.count("running");
    const curve = this.#curve(deployment);
    const totalRequests = aggregateRequests(curve, nowSeconds, settings.aggregation);
    const decision = decideReplicas({
      nowSeconds,
      settings,
      minReplicas: bounds.minReplicas,
      maxReplicas: bounds.maxReplicas,
      targetReplicas: deployment.targetReplicas,
      runningReplicas,
      totalRequests,
      memory: autoscaler.memory,
      gangSize: definition.gang?.size ?? 1,
    });
    autoscaler.memory = decision.memory;
    const changeSeconds = whenDesiredChanges({
      settings,
      runningReplicas,
      curve,
      nowSeconds,
      untilSeconds: autoscaler.nextReportSeconds,
    });
    const reviewSeconds = Math.min(
      decision.reviewAtSeconds ?? Number.POSITIVE_INFINITY,
      changeSeconds ?? Number.POSITIVE_INFINITY,
    );
    autoscaler.cancelReview();
    if (reviewSeconds !== Number.POSITIVE_INFINITY) this.#reviewAt(deployment, reviewSeconds);
    if (decision.targetReplicas === deployment.targetReplicas) return false;
    this.#world.log({
      kind: "autoscaled",
      message:
        `${version.id} ${definition.name}: from ${deployment.targetReplicas} to ${decision.targetReplicas} replicas ` +
        `at ${totalRequests.toFixed(1)} requests`,
      version: version.id,
      deployment: definition.name,
    });
    noteScaling(this.#world, deployment, "autoscaler", {
      from: deployment.targetReplicas,
      to: decision.targetReplicas,
    });
    deployment.targetReplicas = decision.targetReplicas;
    return true;
  }

  /** What the newest report says of the replicas that run; worked out anew only when one of both has changed. */
  #curve(deployment: DeploymentWorld): RequestCurve | null {
    const { autoscaler, replicas } = deployment;
    const { report, lastCurve } = autoscaler;
    if (lastCurve?.report === report && lastCurve.replicaChanges === replicas.changes) return lastCurve.curve;
    const curve = requestCurve(report === null ? [] : [report], {
      has: (pathReplica) => this.#isRunning(deployment, pathReplica),
    });
    autoscaler.lastCurve = { report, replicaChanges: replicas.changes, curve };
    return curve;
  }

  #isRunning(deployment: DeploymentWorld, pathReplica: number): boolean {
    const { path, replicas } = this.#world;
    const replica = replicas[path.replicas.owner[pathReplica] ?? -1];
    return (
      replica?.deployment === deployment && replica.state === "running" && replica.pathReplica === pathReplica
    );
  }

  #reviewAt(deployment: DeploymentWorld, seconds: number): void {
    const loops = Math.ceil(seconds / controlLoopSeconds - 1e-6);
    const atSeconds = Math.max(this.#world.loop.nowSeconds, loops / Math.round(1 / controlLoopSeconds));
    deployment.autoscaler.cancelReview = this.#world.loop.at(atSeconds, ranks.metrics, () => {
      this.#world.requestReview();
    });
  }

  #record(deployment: DeploymentWorld): void {
    const { autoscaler, definition } = deployment;
    if (definition.scaling.kind === "static" || isOver(deployment)) return;
    const { loop } = this.#world;
    autoscaler.metrics?.record(loop.nowSeconds, this.#counts(deployment));
    const nextSeconds = loop.nowSeconds + HandleMetrics.recordIntervalSeconds(definition.scaling);
    autoscaler.cancelSample = loop.at(nextSeconds, ranks.metrics, () => this.#record(deployment));
  }

  #report(deployment: DeploymentWorld): void {
    const { autoscaler, definition } = deployment;
    if (definition.scaling.kind === "static" || isOver(deployment)) return;
    const { loop } = this.#world;
    const report = autoscaler.metrics?.report(loop.nowSeconds, this.#counts(deployment)) ?? null;
    autoscaler.nextReportSeconds = loop.nowSeconds + definition.scaling.metricsIntervalSeconds;
    autoscaler.cancelReport = loop.at(autoscaler.nextReportSeconds, ranks.metrics, () =>
      this.#report(deployment),
    );
    if (report === null) return;
    const isReceived = this.#world.metrics.send(deployment, () => this.#receive(deployment, report));
    if (!isReceived) {
      this.#forgetLater(deployment);
      this.#look(deployment);
    }
  }

  #receive(deployment: DeploymentWorld, report: HandleReport): void {
    const { autoscaler } = deployment;
    const { sentAtSeconds } = report;
    const isLate = sentAtSeconds < this.#world.loop.nowSeconds;
    // What another has overtaken, or comes after a time without autoscaling, tells nothing new.
    if (!autoscaler.isReporting || sentAtSeconds < (autoscaler.report?.sentAtSeconds ?? 0)) return;
    if (isLate && this.#world.loop.nowSeconds >= forgottenSeconds(deployment, report)) return;
    autoscaler.report = report;
    if (isLate) this.#forgetLater(deployment);
    this.#look(deployment);
  }

  /** Only where reports are late or lost can one get too old: then the controller counts no requests (ray 2.60.0). */
  #forgetLater(deployment: DeploymentWorld): void {
    const { loop } = this.#world;
    const { autoscaler } = deployment;
    const newest = autoscaler.report;
    if (newest === null) return;
    const atSeconds = Math.max(loop.nowSeconds, forgottenSeconds(deployment, newest));
    loop.at(atSeconds, ranks.metrics, () => {
      if (autoscaler.report !== newest) return;
      autoscaler.report = null;
      this.#look(deployment);
    });
  }

  #look(deployment: DeploymentWorld): void {
    deployment.autoscaler.cancelReview();
    this.#reviewAt(deployment, this.#world.loop.nowSeconds);
  }

  /** A replica is counted from its first request on, until it stops and has served its last. */
  #counts(deployment: DeploymentWorld): HandleCounts {
    const { path } = this.#world;
    const running = new Map<number, number>();
    for (const { pathReplica, state } of deployment.replicas) {
      if (pathReplica < 0) continue;
      const ongoing = path.replicas.ongoing[pathReplica] as number;
      const known = deployment.autoscaler.knownReplicas;
      if (ongoing > 0) known.add(pathReplica);
      if (known.has(pathReplica) && (ongoing > 0 || state === "running")) running.set(pathReplica, ongoing);
    }
    return { queued: path.countWaiting(deployment.router), running };
  }
}

/** When the controller drops a report; never while its deployment is static. */
function forgottenSeconds({ definition }: DeploymentWorld, { sentAtSeconds }: HandleReport): number {
  if (definition.scaling.kind === "static") return Number.POSITIVE_INFINITY;
  return sentAtSeconds + reportTimeoutSeconds(definition.scaling.metricsIntervalSeconds);
}

function isOver({ version, isRemoved }: DeploymentWorld): boolean {
  return version.isTerminating || version.isGone || isRemoved;
}
