import type { BatchingSettings, Deployment, ServiceTime } from "../../serve/Deployment.ts";
import type { RayRelease } from "../keys/RayRelease.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { WrittenOverhead } from "../schema/overheadSchema.ts";
import { alignToGangs } from "./alignToGangs.ts";
import { compileCalls } from "./compileCalls.ts";
import { compileGang } from "./compileGang.ts";
import { compileOverhead } from "./compileOverhead.ts";
import { compilePlacementGroup } from "./compilePlacementGroup.ts";
import { compileResources } from "./compileResources.ts";
import { compileRouting } from "./compileRouting.ts";
import { compileScaling, hasOldDefaults } from "./compileScaling.ts";
import { defaultBehaviour } from "./defaultBehaviour.ts";
import type { Platform } from "./Platform.ts";
import type { Sourced } from "./SourcedService.ts";
import { withBackoff } from "./withBackoff.ts";
import { withFormerName } from "./withFormerName.ts";

const defaultMaxOngoingRequests = 5;
/** Before ray 2.32.0. */
const formerMaxOngoingRequests = 100;

/** A deployment with Ray Serve's defaults (those of its config) and ours (its behaviour) filled in. */
export function compileDeployment(
  deployment: Sourced<DeploymentConfig>,
  context: {
    readonly name: string;
    readonly application: string;
    readonly behaviour: NewBehaviour;
    readonly requestTimeoutSeconds: number | null;
    /** What Ray Serve itself takes, as said of all deployments. */
    readonly overhead?: WrittenOverhead | undefined;
    /** Whose defaults and former names of keys count. */
    readonly release: RayRelease;
    readonly platform: Platform;
  },
  reporter: Reporter,
): Deployment {
  const config = deployment.value;
  const resources = compileResources(deployment, reporter);
  const usual = defaultBehaviour(resources);
  const { release } = context;
  const maxOngoingRequests = withFormerName(
    { config, pathOf: deployment.pathOf },
    { key: "max_ongoing_requests", former: "max_concurrent_queries", release },
    reporter,
  );
  const { calls } = context.behaviour;
  const maxQueuedRequests = config.max_queued_requests ?? -1;
  const maxReplicasPerNode = config.max_replicas_per_node ?? undefined;
  if (maxReplicasPerNode !== undefined && config.placement_group_bundles != null) {
    reporter.problem(
      deployment.pathOf("max_replicas_per_node"),
      "Ray Serve refuses it beside placement_group_bundles; leave one of them out",
      "key",
    );
  }
  const gang = compileGang(deployment, reporter);
  const serviceTime = context.behaviour.serviceTime ?? usual.serviceTime;
  const slots =
    maxOngoingRequests ??
    (hasOldDefaults(config, release) ? formerMaxOngoingRequests : defaultMaxOngoingRequests);
  const { routing: written, multiplexing } = context.behaviour;
  // Of the routers of Ray Serve's kind it is the one that looks at models.
  const usualRouting =
    multiplexing === undefined ? compileRouting(deployment, reporter) : { policy: "ideal" as const };
  const routing =
    context.platform === null ? withBackoff(written ?? usualRouting, deployment, reporter) : written;
  const overhead = compileOverhead(context.overhead, context.behaviour.overhead);
  return {
    name: context.name,
    application: context.application,
    scaling: alignToGangs(compileScaling(deployment, release, reporter), { deployment, gang }, reporter),
    maxOngoingRequests: slots,
    maxQueuedRequests: maxQueuedRequests === -1 ? null : maxQueuedRequests,
    requestTimeoutSeconds: context.behaviour.requestTimeout ?? context.requestTimeoutSeconds,
    gracefulShutdownTimeoutSeconds: config.graceful_shutdown_timeout_s ?? 20,
    gracefulShutdownWaitLoopSeconds: config.graceful_shutdown_wait_loop_s ?? 2,
    healthCheckPeriodSeconds: config.health_check_period_s ?? 10,
    healthCheckTimeoutSeconds: config.health_check_timeout_s ?? 30,
    ...compileReplacing(config, context.behaviour),
    resources,
    ...compilePlacementGroup(deployment, resources, reporter),
    ...(gang === undefined ? {} : { gang }),
    ...(maxReplicasPerNode === undefined ? {} : { maxReplicasPerNode }),
    startUpSeconds: context.behaviour.startUp ?? usual.startUpSeconds,
    serviceTime,
    batching: compileBatching(
      deployment,
      { batching: context.behaviour.batching, serviceTime, slots },
      reporter,
    ),
    ...(context.behaviour.multiplexing === undefined ? {} : { multiplexing: context.behaviour.multiplexing }),
    slowdownPerOngoingRequest: context.behaviour.slowdownPerOngoingRequest ?? 0,
    ...(overhead === undefined ? {} : { overhead }),
    ...(routing === undefined ? {} : { routing }),
    ...(calls === undefined || calls.length === 0 ? {} : { calls: compileCalls(calls) }),
  };
}

/** How start-ups that fail and old code are replaced; Ray Serve's defaults are left out. */
function compileReplacing(
  config: DeploymentConfig,
  { maxConstructorRetries }: NewBehaviour,
): Pick<Deployment, "maxConstructorRetries" | "rollingUpdateShare" | "inPlaceSurgePercent"> {
  const { rolling_update_percentage: share, max_surge_percent: surgePercent } = config;
  return {
    ...(maxConstructorRetries === undefined ? {} : { maxConstructorRetries }),
    ...(share == null ? {} : { rollingUpdateShare: share }),
    ...(surgePercent == null || surgePercent === 0 ? {} : { inPlaceSurgePercent: surgePercent }),
  };
}

function compileBatching(
  deployment: Sourced<DeploymentConfig>,
  settings: {
    readonly batching: BatchingSettings | undefined;
    readonly serviceTime: ServiceTime;
    readonly slots: number;
  },
  reporter: Reporter,
): BatchingSettings | null {
  const { batching, serviceTime, slots } = settings;
  if (batching === undefined) return null;
  const warn = (message: string) => reporter.warning(deployment.pathOf("name"), message);
  if (serviceTime.kind === "llm") {
    warn("batching has no effect: a service time of llm has its own batches");
    return null;
  }
  // As Ray Serve warns (ray 2.60.0, serve/batching.py).
  if (slots < batching.maxBatchSize) {
    warn(`batches of ${batching.maxBatchSize} never fill: max_ongoing_requests is ${slots}`);
  }
  return batching;
}
