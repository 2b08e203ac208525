import type { Distribution } from "../engine/Distribution.ts";
import type { OverheadSettings } from "./overhead/OverheadSettings.ts";
import type { CallPlan } from "./path/CallPlan.ts";
import type { LlmProfile } from "./replica/LlmProfile.ts";
import type { MultiplexingSettings } from "./replica/ModelCache.ts";
import type { RoutingSettings } from "./routing/RoutingSettings.ts";

/** A fixed number of replicas. */
export interface StaticScaling {
  readonly kind: "static";
  readonly numReplicas: number;
}

/** How the autoscaler makes one number of the requests over its look back. */
export type AggregationFunction = "mean" | "max" | "min";

/** Ray Serve's `autoscaling_config`, with its documented defaults filled in. */
export interface AutoscalingSettings {
  readonly kind: "autoscaling";
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly initialReplicas: number | null;
  readonly targetOngoingRequests: number;
  readonly upscaleDelaySeconds: number;
  readonly downscaleDelaySeconds: number;
  readonly downscaleToZeroDelaySeconds: number;
  readonly metricsIntervalSeconds: number;
  readonly lookBackPeriodSeconds: number;
  readonly upscalingFactor: number;
  readonly downscalingFactor: number;
  /** Left out: mean. */
  readonly aggregation?: AggregationFunction;
}

/** How long one request takes on a replica that serves nothing else. */
export type ServiceTime =
  | { readonly kind: "distribution"; readonly seconds: Distribution }
  | {
      readonly kind: "tokens";
      readonly baseSeconds: number;
      readonly perInputTokenSeconds: number;
      readonly perOutputTokenSeconds: number;
    }
  /** From the tokens of all requests that the replica works on, by continuous batching. */
  | { readonly kind: "llm"; readonly profile: LlmProfile };

/** Ray Serve's `@serve.batch`, one batch at a time. */
export interface BatchingSettings {
  readonly maxBatchSize: number;
  readonly waitTimeoutSeconds: number;
}

/** What one replica occupies, in CPUs and GPUs (fractions allowed, as in `ray_actor_options`), and where it may be. */
export interface ReplicaResources {
  readonly cpus: number;
  readonly gpus: number;
  /** Other resources by name, `memory` (bytes) and `accelerator_type:…` among them. Left out: none. */
  readonly custom?: Readonly<Record<string, number>>;
  /** Worker groups whose nodes have the labels that it asks for. Left out: any. */
  readonly groups?: readonly string[];
}

/** How the parts of one replica are placed: `placement_group_bundles` and `placement_group_strategy`. */
export interface ReplicaBundles {
  readonly strategy: "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
  /** At least one; the replica's actor runs in the first. */
  readonly bundles: readonly ReplicaResources[];
}

/** Replicas that are placed, started and stopped together: Ray Serve's `gang_scheduling_config`. */
export interface GangSettings {
  /** Replicas of a gang. */
  readonly size: number;
  readonly strategy: "PACK" | "SPREAD";
}

/** One deployment of an application: a Ray Serve deployment plus what its config cannot know. */
export interface Deployment {
  /** Unique in the service: the deployment's name, or `application#deployment` where two share it. */
  readonly name: string;
  readonly application: string;
  readonly scaling: StaticScaling | AutoscalingSettings;
  readonly maxOngoingRequests: number;
  /** `null`: unlimited. */
  readonly maxQueuedRequests: number | null;
  /** From arrival to answer; `null`: no limit. */
  readonly requestTimeoutSeconds: number | null;
  readonly gracefulShutdownTimeoutSeconds: number;
  readonly gracefulShutdownWaitLoopSeconds: number;
  readonly healthCheckPeriodSeconds: number;
  readonly healthCheckTimeoutSeconds: number;
  /** `max_constructor_retry_count` of `@serve.deployment`. Left out: 20. */
  readonly maxConstructorRetries?: number;
  /**
   * Which share of the target a heavyweight in-place update replaces at a time (`rolling_update_percentage`): above 0, at
   * most 1. Left out: a fifth.
   */
  readonly rollingUpdateShare?: number;
  /**
   * How many replicas a heavyweight in-place update may start beyond the target (the deployment's `max_surge_percent`), in
   * percent of it. Left out: 0, old replicas stop first.
   */
  readonly inPlaceSurgePercent?: number;
  /** Of all its bundles together, where it has any. */
  readonly resources: ReplicaResources;
  /** Left out: one bundle, which goes where Ray Serve puts replicas without placement groups. */
  readonly placementGroup?: ReplicaBundles;
  /** Left out: each replica by itself. */
  readonly gang?: GangSettings;
  /** Of this deployment on one node. Left out: as many as fit. */
  readonly maxReplicasPerNode?: number;
  /** From a place on a ready node to ready for requests. */
  readonly startUpSeconds: Distribution;
  readonly serviceTime: ServiceTime;
  /** `null`: requests are not put together. Not beside a service time of kind `llm`, which has its own batches. */
  readonly batching: BatchingSettings | null;
  /** Left out: its requests ask for no models. */
  readonly multiplexing?: MultiplexingSettings;
  /**
   * A replica that serves n requests works on each at the rate 1 / (1 + slowdown × (n − 1)):
   * 0 is no interference, 1 is processor sharing. With
   * `batching`, a batch of n takes its longest request's time × (1 + slowdown × (n − 1)). Without meaning for `llm`.
   */
  readonly slowdownPerOngoingRequest: number;
  /** What Ray Serve itself takes of a request on its way to a replica and back. Left out: nothing. */
  readonly overhead?: OverheadSettings;
  /** Which replica gets a request. Left out: power of two choices by a router that always knows the queue lengths. */
  readonly routing?: RoutingSettings;
  /** What a request calls after its own work, before its answer; it keeps its slot meanwhile. Left out: nothing. */
  readonly calls?: CallPlan;
  /** Of the deployment by which requests enter its application: the application's `route_prefix`. */
  readonly routePrefix?: string;
}
