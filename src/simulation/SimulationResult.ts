import type { PlannedDeployment, PlanOutcome, RolloutPlan } from "../rollout/RolloutPlan.ts";
import type { RolloutSplit, StepKind } from "../rollout/RolloutStep.ts";
import { type FailureReason, failureReasons } from "../serve/failureReasons.ts";
import type { Command, Replacements } from "./Scenario.ts";

export { type FailureReason, failureReasons };

export type VersionRole = "primary" | "canary";

/** States of a service as Anyscale documents them (ServiceState). */
export type ServiceState =
  | "STARTING"
  | "RUNNING"
  | "UPDATING"
  | "ROLLING_OUT"
  | "ROLLING_BACK"
  | "UNHEALTHY"
  | "TERMINATING"
  | "TERMINATED"
  | "UNKNOWN"
  | "SYSTEM_FAILURE";

/** States of one version of a service as Anyscale documents them (ServiceVersionState). */
export type VersionState =
  | "STARTING"
  | "UPDATING"
  | "RUNNING"
  | "UNHEALTHY"
  | "TERMINATING"
  | "TERMINATED"
  | "UNKNOWN"
  | "SYSTEM_FAILURE";

/** Where every request went. `arrived = succeeded + sum(failed) + inSystem`. Counts. */
export interface RequestCounts {
  readonly arrived: number;
  readonly succeeded: number;
  readonly failed: Readonly<Record<FailureReason, number>>;
  /** Waiting or being served when the simulation stopped. */
  readonly inSystem: number;
}

/** Latency from arrival to a successful answer, in seconds; `null` where nothing was answered. */
export interface LatencySummary {
  readonly meanSeconds: number | null;
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly maxSeconds: number | null;
}

/** How the successful answers of language models (continuous batching) came; all `null` where there was none. */
export interface TokenLatency {
  /** From arrival to the first token of the answer. */
  readonly firstToken: LatencySummary;
  /** Mean time between two tokens of an answer, of the answers with two tokens or more. */
  readonly tokenGap: LatencySummary;
}

export interface RequestLedger {
  readonly total: RequestCounts;
  readonly byVersion: Readonly<Record<string, RequestCounts>>;
  /** Smallest start − arrival and finish − start over all requests: never negative. `null` where none started or finished. */
  readonly smallestWaitSeconds: number | null;
  readonly smallestServiceSeconds: number | null;
  /**
   * Requests found waiting at routers and being served by replicas when the simulation stopped: counted one by one from
   * those routers and replicas, not worked out from the counts above, so that `total.inSystem` can be held against it.
   */
  readonly countedInSystem: number;
  /** How often a router with requests was looked at for `idleWhileWaiting`; 0 only where no request arrived. */
  readonly routerLooks: number;
}

/**
 * What the clients of a traffic stream saw: a request is what a client wants, from its first attempt to the final answer;
 * each attempt is one request of the `RequestLedger`. `requests = succeeded + failed + open`, `attempts = requests + retries`.
 */
export interface ClientCounts {
  readonly stream: string;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Without a final answer when the simulation stopped, and as found one by one. */
  readonly open: number;
  readonly countedOpen: number;
  readonly attempts: number;
  readonly retries: number;
  /** Retries that the retry budget did not allow. */
  readonly retriesDenied: number;
  /** From the first attempt to the answer. */
  readonly latency: LatencySummary;
}

/** What arrived at one deployment of one version: requests from outside, and calls from other deployments. */
export interface DeploymentLedger {
  readonly version: string;
  readonly deployment: string;
  /** `arrived = succeeded + sum(failed) + inSystem`, calls included. */
  readonly arrived: number;
  /** Calls among them. */
  readonly called: number;
  readonly succeeded: number;
  readonly failed: Readonly<Record<FailureReason, number>>;
  readonly inSystem: number;
  /** As found one by one at the router and its replicas. */
  readonly countedInSystem: number;
  /** Most that waited at its router at once (where proxies are modelled: at one of its routers). */
  readonly peakQueuedRequests: number;
  /** From arrival at this deployment to its answer; `null` where it was never one of several. */
  readonly latency: LatencySummary | null;
  /** Mean number of requests in a batch (of a language model: in a step); `null` where there was no batch. */
  readonly meanBatchSize: number | null;
  /** Models that its replicas loaded. */
  readonly modelLoads: number;
}

/** Calls from one deployment to another. */
export interface CallLedger {
  /** Made, those that found no deployment included. */
  readonly calls: number;
  /** Least time from a request's start to a call of its own, and from a call's answer to the request's: never negative. */
  readonly smallestBeforeSeconds: number | null;
  readonly smallestAfterSeconds: number | null;
}

export type SimulationOutcome =
  /** How the last rollout ended, where no in-place update came after it. */
  | PlanOutcome
  /** No update was made. */
  | "none"
  /** The last update was made in place, and is done. */
  | "updated-in-place"
  /** The last update was made in place, and was given up: its replicas failed to start. */
  | "update-failed"
  /** The horizon came before the end. */
  | "in-progress"
  | "terminated";

/** Flat figures that `expect:` can name. Times in the unit of the name; `null` where nothing was measured. */
export interface Summary {
  readonly outcome: SimulationOutcome;
  /** From the command of the last update (a deploy, or one in place) to its end, or to the last pause; `null`: not yet. */
  readonly durationMinutes: number | null;
  readonly requests: number;
  readonly succeededRequests: number;
  readonly failedRequests: number;
  /** Failed requests in percent of finished ones. */
  readonly errorPercent: number;
  readonly queueFullRequests: number;
  readonly timeoutRequests: number;
  readonly replicaDiedRequests: number;
  readonly shutdownRequests: number;
  readonly unavailableRequests: number;
  readonly applicationErrorRequests: number;
  /** Requests of which a call inside the application failed. */
  readonly childFailedRequests: number;
  /** Requests lost with an HTTP proxy that died, or sent to one that was dead. */
  readonly proxyDiedRequests: number;
  /** Attempts that their client gave up and closed. */
  readonly clientTimeoutRequests: number;
  readonly meanLatencySeconds: number | null;
  readonly p50LatencySeconds: number | null;
  readonly p90LatencySeconds: number | null;
  readonly p99LatencySeconds: number | null;
  readonly maxLatencySeconds: number | null;
  /** What clients want done, however many attempts it takes; `requests` counts the attempts. */
  readonly clientRequests: number;
  readonly clientSucceededRequests: number;
  readonly clientFailedRequests: number;
  /** Client requests that failed for good, in percent of those with a final answer. */
  readonly clientErrorPercent: number;
  readonly retries: number;
  /** Retries that a retry budget did not allow. */
  readonly retriesDenied: number;
  /** From the first attempt to the final answer, of client requests that succeeded. */
  readonly meanClientLatencySeconds: number | null;
  readonly p50ClientLatencySeconds: number | null;
  readonly p90ClientLatencySeconds: number | null;
  readonly p99ClientLatencySeconds: number | null;
  readonly maxClientLatencySeconds: number | null;
  /** Time to first token and mean time between tokens of the answers of language models; `null` where there was none. */
  readonly p50FirstTokenSeconds: number | null;
  readonly p90FirstTokenSeconds: number | null;
  readonly p99FirstTokenSeconds: number | null;
  readonly p50TokenGapSeconds: number | null;
  readonly p90TokenGapSeconds: number | null;
  readonly p99TokenGapSeconds: number | null;
  /** Longest queue over all routers of both versions, requests. */
  readonly peakQueuedRequests: number;
  /** Most GPUs held by replicas (starting, running, draining) at once, both versions. */
  readonly peakGpus: number;
  /** Most GPUs on nodes that were up or booting at once, used or idle: what is paid for. */
  readonly peakNodeGpus: number;
  readonly peakNodes: number;
  readonly peakReplicas: number;
  /** Most replicas of one deployment held at once relative to its full number, in percent beyond it. */
  readonly peakSurgePercent: number;
  readonly gpuHours: number;
  readonly nodeHours: number;
  readonly costDollars: number;
  /**
   * Seconds for which a version's traffic share exceeded its capacity: from an automatic rollback until as many replicas of
   * every primary deployment run as its configured minimum (or until the end). 0 without an automatic rollback.
   */
  readonly trafficBeyondCapacitySeconds: number;
  /** Seconds for which the traffic split in effect was not the one commanded: the load balancer lagged. */
  readonly trafficBehindSeconds: number;
  readonly rollbacks: number;
  /** Models that replicas loaded, where deployments multiplex models. */
  readonly modelLoads: number;
  readonly replicasStarted: number;
  readonly replicasCrashed: number;
  readonly proxiesDied: number;
  readonly nodesStarted: number;
  /** Nodes that replica compaction emptied. */
  readonly compactedNodes: number;
}

/** Replicas of one version by state, counts. */
export interface ReplicaStateCounts {
  /** Waiting for a node. */
  readonly requested: number;
  readonly starting: number;
  readonly running: number;
  readonly draining: number;
}

/** One version in a step as it was played. */
export interface PlayedVersion {
  readonly capacityPercent: number;
  readonly trafficPercent: number;
  /** At the end of the step. */
  readonly replicas: ReplicaStateCounts;
  readonly requests: number;
  readonly errors: number;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** A step of a plan, an in-place update from its command until it is done, or the time before and after updates. */
export type PlayedStepKind = StepKind | "in-place" | "before" | "after";

/**
 * A stretch of time in which one thing was done: a step of a plan, an in-place update, or nothing. The steps cover the
 * time from 0 s to the end without gaps, in order. A plan begins with its `start`, which lasts only where something has
 * to be waited for (say, replicas that drain since before a command); a paused rollout stays in its last step.
 */
export interface PlayedStep {
  /** Which plan (index into `plans`), and which step of it; both `null` outside plans (before, in-place, after). */
  readonly planIndex: number | null;
  readonly stepIndex: number | null;
  readonly kind: PlayedStepKind;
  readonly startSeconds: number;
  /** When the next one began; of the last one, when the simulation stopped. */
  readonly endSeconds: number;
  /** Capacity and traffic as they were at the end of the step. */
  readonly canary: PlayedVersion;
  readonly primary: PlayedVersion;
  /** Most GPUs held by replicas during the step. */
  readonly gpusHeld: number;
  /** Most requests that waited at routers at once during the step, both versions. */
  readonly peakQueuedRequests: number;
  /** Requests that arrived during the step, and those that failed, both versions; latencies of those answered. */
  readonly requests: number;
  readonly errors: number;
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
}

/** A plan that the simulation followed, from a moment on. */
export interface PlayedPlan {
  readonly atSeconds: number;
  readonly cause: "deploy" | "command" | "manual-rollback" | "automatic-rollback";
  /** Why, in words: the command, or what failed. */
  readonly reason: string;
  /** Under manual control nothing rolls back by itself and no timeout runs. */
  readonly control: "automatic" | "manual";
  /** From the deploy (or, for a rollback, from its start); `null` under manual control. */
  readonly timeoutSeconds: number | null;
  readonly plan: RolloutPlan;
  /** The versions between which it moves traffic: their `VersionHistory.id`. */
  readonly primaryVersion: string;
  readonly canaryVersion: string;
  /** The split that it stops at under manual control; `null`: automatic, or a rollback. */
  readonly canaryPercent: number | null;
}

/** A command as it was given, and what became of it. */
export interface PlayedCommand {
  readonly atSeconds: number;
  readonly kind: Command["kind"];
  /** False: refused (say, a rollback while nothing rolls out); nothing changed. */
  readonly accepted: boolean;
  /** Why it was refused, or what it does. */
  readonly message: string;
}

/** The split that was in force from a moment on. */
export interface SplitChange {
  readonly atSeconds: number;
  readonly cause: "start" | StepKind | "finish" | "terminate";
  readonly planIndex: number | null;
  readonly split: RolloutSplit;
}

/** The split of the traffic that requests met from a moment on. It is what was commanded, sooner or later. */
export interface TrafficInEffect {
  readonly atSeconds: number;
  /** Before `atSeconds` only while the load balancer lags. */
  readonly commandedAtSeconds: number;
  /** Versions with traffic, in percent, the primary first. */
  readonly shares: readonly { readonly version: string; readonly percent: number }[];
}

/** A fault of the load balancer: what it is told from `fromSeconds` to `toSeconds` (`null`: the end) it obeys later. */
export interface LoadBalancerLag {
  readonly fromSeconds: number;
  readonly toSeconds: number | null;
  readonly delaySeconds: number;
  /**
   * Of the changes of shares that were commanded (0: the split at the start), the first that it delays and the first
   * after it (`null`: none): times alone do not tell which came first at one instant.
   */
  readonly firstChange: number;
  readonly endChange: number | null;
}

export interface StateChange<State> {
  readonly atSeconds: number;
  readonly state: State;
  readonly reason: string;
}

export interface VersionHistory {
  /** `v1`, `v2`, … in the order of deployment. */
  readonly id: string;
  readonly changes: readonly StateChange<VersionState>[];
  /** What it was told to run: once when it is deployed, then once more for each in-place update. */
  readonly configurations: readonly VersionConfiguration[];
}

/** The deployments of a version as configured (at 100 % capacity) from a moment on. */
export interface VersionConfiguration {
  readonly atSeconds: number;
  readonly deployments: readonly ConfiguredDeployment[];
}

/** What is planned with, and the surge that an in-place update of the deployment may use (0 where it is left out). */
export type ConfiguredDeployment = PlannedDeployment & { readonly inPlaceSurgePercent?: number };

/** Columns of equal length; row i covers [atSeconds[i], atSeconds[i] + intervalSeconds). Levels are those at the end of the row. */
export interface VersionTimeline {
  readonly capacityPercent: readonly number[];
  readonly trafficPercent: readonly number[];
  readonly requestedReplicas: readonly number[];
  readonly startingReplicas: readonly number[];
  readonly runningReplicas: readonly number[];
  readonly drainingReplicas: readonly number[];
  readonly nodes: readonly number[];
  readonly queuedRequests: readonly number[];
  readonly ongoingRequests: readonly number[];
  /** During the row. */
  readonly arrivedRequests: readonly number[];
  readonly succeededRequests: readonly number[];
  readonly failedRequests: readonly number[];
  readonly p50Seconds: readonly (number | null)[];
  readonly p90Seconds: readonly (number | null)[];
  readonly p99Seconds: readonly (number | null)[];
  /** Of the answers of language models: `TokenLatency`; `null` where there was none. */
  readonly p50FirstTokenSeconds: readonly (number | null)[];
  readonly p99FirstTokenSeconds: readonly (number | null)[];
  readonly p50TokenGapSeconds: readonly (number | null)[];
  readonly p99TokenGapSeconds: readonly (number | null)[];
}

export interface Timeline {
  readonly intervalSeconds: number;
  readonly atSeconds: readonly number[];
  readonly canary: VersionTimeline;
  readonly primary: VersionTimeline;
  /** GPUs held by replicas of both versions: the most during the row. */
  readonly gpusHeld: readonly number[];
  /** GPUs on nodes, both versions: the most during the row. */
  readonly nodeGpus: readonly number[];
  /** What the surge allows at that moment by the plan, in GPUs held. */
  readonly gpuBound: readonly number[];
}

/** Something that happened, for `events.jsonl`. Fields beyond these three depend on the kind. */
export interface SimulationEvent {
  readonly atSeconds: number;
  readonly kind: string;
  readonly message: string;
  readonly version?: string;
  readonly deployment?: string;
  readonly replica?: number;
  readonly node?: number;
}

/**
 * The most that was held of one deployment in both versions at once, and what the surge allows. Where replacements come at
 * once, replicas that stop are counted apart.
 */
export interface HeldReplicas {
  readonly deployment: string;
  readonly fullReplicas: number;
  /** The largest of the plans that were followed, and of those that its configs allow it in place. */
  readonly maxSurgePercent: number;
  readonly peakReplicas: number;
  readonly peakAtSeconds: number;
  /** Most replicas that stopped at once beside those; 0 where they are counted among them. */
  readonly peakStoppingReplicas: number;
}

/** The most that a node carried, against what it has. Requests for nodes that no pool ever granted are not listed. */
export interface NodeUse {
  readonly node: number;
  readonly version: string;
  /** The pool that it comes from; `null`: none. */
  readonly pool: string | null;
  readonly market: "on-demand" | "spot";
  /** `null` where zones play no part. */
  readonly zone: string | null;
  /** From when its pool gave it, to boot (0 for nodes that are there at the start) … */
  readonly launchedAtSeconds: number;
  /** … to when it was released or lost; `null`: never. */
  readonly releasedAtSeconds: number | null;
  readonly cpus: number;
  readonly gpus: number;
  /** Custom resources by name. */
  readonly resources: Readonly<Record<string, number>>;
  readonly peakCpusUsed: number;
  readonly peakGpusUsed: number;
  readonly peakResourcesUsed: Readonly<Record<string, number>>;
  /** The on-demand node in whose place this spot node was launched; left out: none. */
  readonly replacesNode?: number;
}

/** A node that was to be emptied, so that it could be released (replica compaction). */
export interface CompactedNode {
  readonly version: string;
  readonly node: number;
  readonly startedAtSeconds: number;
  /** `null`: it is not over yet. */
  readonly endedAtSeconds: number | null;
  /**
   * `compacted`: it was emptied and released. `failed`: it took too long, or its replicas found no room after all.
   * `given-up`: the node went away by itself, or a rollout or the end of the service came first.
   */
  readonly outcome: "compacted" | "failed" | "given-up" | null;
  /** For how long nothing was to have changed before. */
  readonly stableSeconds: number;
}

export interface PoolUse {
  readonly pool: string;
  /** At the start. */
  readonly maxNodes: number;
  /** What it had later, from those moments on. A node that is out when it shrinks stays out. */
  readonly changes: readonly { readonly atSeconds: number; readonly maxNodes: number }[];
  readonly peakNodes: number;
}

/**
 * The life of one replica; `null` where it did not come to that. It holds its resources from `placedAtSeconds` to
 * `goneAtSeconds`, and takes requests from `runningAtSeconds` to `drainingAtSeconds` (or, if it died, to `goneAtSeconds`).
 */
export interface ReplicaLife {
  readonly replica: number;
  readonly version: string;
  readonly deployment: string;
  readonly cpus: number;
  readonly gpus: number;
  /** Custom resources by name. */
  readonly resources: Readonly<Record<string, number>>;
  /** Of its deployment, as configured; `null`: no limit. */
  readonly maxReplicasPerNode: number | null;
  readonly requestedAtSeconds: number;
  /** The one node that it was ever placed on. */
  readonly node: number | null;
  readonly placedAtSeconds: number | null;
  readonly runningAtSeconds: number | null;
  /**
   * When it was being moved to another node: while it ran on until a replacement ran elsewhere, that one counted in its
   * place. `null`: to the end; else the move was given up.
   */
  readonly migrations: readonly ReplicaMigration[];
  readonly drainingAtSeconds: number | null;
  readonly goneAtSeconds: number | null;
  /** Requests that it finished, with an answer or an error of its own. */
  readonly servedRequests: number;
}

/** A time during which a replica was being moved to another node. */
export interface ReplicaMigration {
  readonly fromSeconds: number;
  /** When its node goes; `null`: it stays. */
  readonly deadlineSeconds: number | null;
  /** When the move was given up; `null`: it was not. */
  readonly toSeconds: number | null;
  /** When it stopped because enough others ran; `null`: it did not come to that, or its node went first. */
  readonly replacedAtSeconds: number | null;
}

/**
 * The life of one HTTP proxy, where the scenario models them; `null` where it did not come to that. It takes requests from
 * `healthyAtSeconds` to `drainingAtSeconds` (or its death), and is sent some until `leftLoadBalancerAtSeconds`.
 */
export interface ProxyLife {
  readonly proxy: number;
  readonly version: string;
  /** `null`: the head node. */
  readonly node: number | null;
  readonly startedAtSeconds: number;
  readonly healthyAtSeconds: number | null;
  /** Of the last time, where it drained more than once. */
  readonly drainingAtSeconds: number | null;
  readonly diedAtSeconds: number | null;
  readonly leftLoadBalancerAtSeconds: number | null;
  /** When it had drained, or the controller gave it up. */
  readonly goneAtSeconds: number | null;
  /** Sent to it by the load balancer, and those of them that failed as `proxy-died`. */
  readonly requests: number;
  readonly lostRequests: number;
}

/**
 * Replicas of a deployment against its bounds: one record at the start of its version, and one at the very moment of each
 * later change of any field (so also when a rollback sets the canary's to 0, and when the canary becomes the primary).
 */
export interface TargetRecord {
  readonly atSeconds: number;
  readonly version: string;
  readonly role: VersionRole;
  readonly deployment: string;
  /** The capacity of its version at that moment, from which the bounds below follow. */
  readonly capacityPercent: number;
  readonly targetReplicas: number;
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** A stretch of time in which a router had a waiting request and a replica with a free slot: must be empty. */
export interface IdleWhileWaiting {
  readonly version: string;
  readonly deployment: string;
  readonly seconds: number;
  readonly moments: number;
}

export interface LatencyByVersion {
  readonly total: LatencySummary;
  readonly byVersion: Readonly<Record<string, LatencySummary>>;
}

export interface TokenLatencyByVersion {
  readonly total: TokenLatency;
  readonly byVersion: Readonly<Record<string, TokenLatency>>;
}

/** Everything that a simulation found out. Plain data: JSON in, the same JSON out. */
export interface SimulationResult {
  readonly scenario: {
    readonly name: string;
    readonly description: string;
    readonly seed: string;
    readonly horizonSeconds: number;
    readonly replacements: Replacements;
  };
  readonly summary: Summary;
  readonly plans: readonly PlayedPlan[];
  readonly steps: readonly PlayedStep[];
  readonly splits: readonly SplitChange[];
  /** What became of the splits on the load balancer. */
  readonly trafficInEffect: readonly TrafficInEffect[];
  readonly loadBalancerLags: readonly LoadBalancerLag[];
  readonly serviceStates: readonly StateChange<ServiceState>[];
  readonly versions: readonly VersionHistory[];
  /** Every command, accepted or refused, in the order given; those of the scenario's `update:` too. */
  readonly commands: readonly PlayedCommand[];
  readonly latency: LatencyByVersion;
  readonly tokenLatency: TokenLatencyByVersion;
  readonly requests: RequestLedger;
  /** By traffic stream; empty where no stream has a client with timeouts or retries, nor users in a closed loop. */
  readonly clients: readonly ClientCounts[];
  /** By router: the deployments of each version, in the order of their making. */
  readonly deployments: readonly DeploymentLedger[];
  readonly calls: CallLedger;
  readonly timeline: Timeline;
  readonly events: readonly SimulationEvent[];
  readonly held: readonly HeldReplicas[];
  readonly nodes: readonly NodeUse[];
  readonly pools: readonly PoolUse[];
  /** In the order of their beginning. */
  readonly compactions: readonly CompactedNode[];
  /** Every replica that there was, by number. */
  readonly replicas: readonly ReplicaLife[];
  /** Every HTTP proxy that there was, by number; empty where the scenario does not model them. */
  readonly proxies: readonly ProxyLife[];
  readonly targets: readonly TargetRecord[];
  readonly idleWhileWaiting: readonly IdleWhileWaiting[];
}
