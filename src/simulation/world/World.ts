import type { ReplicaNeed } from "../../cluster/MilliResources.ts";
import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { NodeShare } from "../../cluster/nodes/NodeShare.ts";
import type { BundleGroup } from "../../cluster/placement/placeBundles.ts";
import type { CloudOffer } from "../../cluster/pools/CloudOffer.ts";
import type { NodePool } from "../../cluster/pools/NodePool.ts";
import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStream, RandomStreams } from "../../engine/RandomStreams.ts";
import type { RequestStatistics } from "../../metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { AutoscalerMemory } from "../../serve/autoscaler/decideReplicas.ts";
import type { HandleMetrics } from "../../serve/autoscaler/HandleMetrics.ts";
import type { HandleReport } from "../../serve/autoscaler/HandleReport.ts";
import type { RequestCurve } from "../../serve/autoscaler/requestCurve.ts";
import type { DeploymentStatusInfo } from "../../serve/controller/DeploymentStatus.ts";
import type { StartUpBudget } from "../../serve/controller/StartUpBudget.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { PathReplica } from "../../serve/path/PathReplica.ts";
import type { PathRouter } from "../../serve/path/PathRouter.ts";
import type { RequestPath } from "../../serve/path/RequestPath.ts";
import type { ReplicaBounds } from "../../strategies/capacity/ReplicaBounds.ts";
import type { Rounding } from "../../strategies/capacity/Rounding.ts";
import type { ServiceRules, VersionState } from "../../strategies/ServiceRules.ts";
import type { ReviewRequests } from "../ReviewRequests.ts";
import type { HoldingRecorder } from "../record/HoldingRecorder.ts";
import type { MetricsChannel } from "../replicas/MetricsChannel.ts";
import type { ApplicationStatusChange, DeploymentStatusChange } from "../result/ApplicationHistory.ts";
import type { ReplicaLife } from "../result/ReplicaLife.ts";
import type { SimulationEvent } from "../result/SimulationEvent.ts";
import type { StateChange } from "../result/StateChange.ts";
import type { TargetRecord } from "../result/TargetRecord.ts";
import type { VersionConfiguration } from "../result/VersionHistory.ts";
import type { VersionRole } from "../result/VersionRole.ts";
import type { Scenario, ServiceVersion } from "../Scenario.ts";
import type { LoadBalancer } from "../traffic/LoadBalancer.ts";
import type { ClusterWorld } from "./ClusterWorld.ts";
import type { DeploymentReplicas } from "./DeploymentReplicas.ts";
import type { GangWorld } from "./GangWorld.ts";
import type { ProxyWorld } from "./ProxyWorld.ts";

/** One replica. It holds its room on a node while it starts, runs and drains. `DeploymentReplicas` changes what is read-only here. */
export interface ReplicaWorld {
  readonly id: number;
  readonly deployment: DeploymentWorld;
  /** Which code it runs: older than its deployment's during a heavyweight in-place update. */
  readonly generation: number;
  /** All of it, wherever it lies. */
  readonly need: ReplicaNeed;
  /** The parts that may lie on several nodes; `null`: it has none. */
  readonly group: BundleGroup | null;
  /** Those that are placed, moved and stopped with it; `null`: it is by itself. */
  readonly gang: GangWorld | null;
  readonly state: "requested" | "starting" | "running" | "draining" | "gone";
  /** Where its actor runs: the first of its nodes. */
  readonly node: FleetNode | null;
  /** What it holds of each of its nodes. */
  readonly shares: readonly NodeShare[];
  /** Its number on the request path; `notOnPath` before it runs. */
  pathReplica: PathReplica;
  readonly hurts: ReplicaHurt;
  readonly checks: ReplicaChecks;
  drainingSinceSeconds: number;
  /** It is moved to another node, by its deadline at the latest: from then on its replacement counts in its place. */
  readonly move: { readonly deadlineSeconds: number } | null;
  cancelTimer: () => void;
  /** What it served is counted on the request path. */
  readonly life: Writable<Omit<ReplicaLife, "servedRequests">>;
}

type Writable<Record> = { -readonly [Key in keyof Record]: Record[Key] };

/** What faults do to one replica while it runs. */
export interface ReplicaHurt {
  readonly slowFactors: number[];
  /** How many faults make it hang. */
  hangs: number;
  readonly failing: { readonly failsRequests: boolean }[];
}

/** The controller's health checks of one replica. */
export interface ReplicaChecks {
  /** Which replica of its deployment it is; names its random stream. */
  readonly ordinal: number;
  /** `null`: nothing has been drawn yet. */
  random: RandomStream | null;
  /** When the last one that is known started, and when the next one does; `null`: nothing has depended on it yet. */
  lastSeconds: number | null;
  nextSeconds: number | null;
  /** They are played, for one may fail. */
  isWatched: boolean;
  /** One has started and has not been judged. */
  isAwaited: boolean;
  /** Failed in a row. */
  failed: number;
  /** Of what is to happen next while they are played. */
  cancel: () => void;
}

/** One deployment of one version. */
export interface DeploymentWorld {
  readonly version: VersionWorld;
  definition: Deployment;
  readonly router: PathRouter;
  bounds: ReplicaBounds;
  targetReplicas: number;
  /** How many the strategy of a rollout wants of this deployment; `null`: that follows from the capacity of its version. */
  wantedReplicas: number | null;
  generation: number;
  /** What each of its new replicas asks of its node; one object for all that ask for the same. */
  need: ReplicaNeed;
  /** The parts of it that may lie on several nodes; likewise one object for all. */
  group: BundleGroup | null;
  /** Those that are not gone, oldest first. */
  readonly replicas: DeploymentReplicas;
  /** Replicas that have died without anyone having noticed yet. */
  unnoticedDeaths: number;
  requestedReplicas: number;
  startedReplicas: number;
  readonly startUpBudget: StartUpBudget;
  /** No replica is requested before this moment: the controller finds out about a failed one at its next loop. */
  retryAtSeconds: number;
  /** Since when it lacks replicas that failed; `null`: it does not. */
  unhealthySinceSeconds: number | null;
  readonly autoscaler: {
    memory: AutoscalerMemory;
    /** What the router has sampled; `null` while the deployment is static. */
    metrics: HandleMetrics | null;
    /** What it has reported last. */
    report: HandleReport | null;
    nextReportSeconds: number;
    /** What it was told by the report, and by so many changes of its replicas. */
    lastCurve: {
      readonly report: HandleReport | null;
      readonly replicaChanges: number;
      readonly curve: RequestCurve | null;
    } | null;
    /** Replicas that have had a request: only of those does a router keep a series. By their number on the request path. */
    readonly knownReplicas: Set<number>;
    cancelSample: () => void;
    cancelReport: () => void;
    cancelReview: () => void;
    isReporting: boolean;
  };
  lastTarget: TargetRecord | null;
  /** As Ray Serve tells it. */
  status: DeploymentStatusInfo;
  readonly statusChanges: DeploymentStatusChange[];
  /** An in-place update took it away; it stays until its replicas have drained. */
  isRemoved: boolean;
}

/** A fault that makes new replicas of a version useless. */
export interface StartUpFault {
  readonly deployment: string | null;
  readonly mode: "hangs" | "crashes";
}

/** A fault that lets replicas of a version take longer to start. */
export interface StartUpSlowdown {
  readonly deployment: string | null;
  readonly factor: number;
}

/** A fault that wants to know of every replica that begins to run. */
export interface RunningWatch {
  readonly deployment: string | null;
  readonly effect: (replica: number) => void;
}

/** One version of the service, on a cluster of its own or one that it shares. */
export interface VersionWorld {
  readonly index: VersionIndex;
  readonly id: string;
  definition: ServiceVersion;
  role: VersionRole;
  readonly cluster: ClusterWorld;
  deployments: DeploymentWorld[];
  /** What became of every application that it has had, by name. */
  readonly applications: Map<string, ApplicationStatusChange[]>;
  /** A deployment's status has changed since those of the applications were looked at. */
  areApplicationsStale: boolean;
  /** Every deployment that it has had, in the order of their making. */
  readonly everyDeployment: DeploymentWorld[];
  /** Of the configured replicas of its deployments, as commanded. */
  capacityPercent: number;
  /** Of all requests that are not pinned, as commanded; the load balancer knows what is in effect. */
  trafficPercent: number;
  /** Of all requests, what is sent here as well, its answers dropped, as commanded. */
  mirrorPercent: number;
  wasReady: boolean;
  isTerminating: boolean;
  isGone: boolean;
  /** The slow-downs in force; they multiply. */
  readonly slowFactors: number[];
  /** The shares of errors in force; the largest holds. */
  readonly errorPercents: number[];
  startUpFaults: StartUpFault[];
  startUpSlowdowns: StartUpSlowdown[];
  runningWatches: RunningWatch[];
  state: VersionState;
  readonly changes: StateChange<VersionState>[];
  readonly configurations: VersionConfiguration[];
}

/** All of the world but what needs a version to be there. */
export interface Ground {
  readonly scenario: Scenario;
  /** Those of the service that is simulated. */
  readonly rules: ServiceRules;
  readonly loop: EventLoop;
  readonly streams: RandomStreams;
  readonly pools: ReadonlyMap<string, NodePool>;
  readonly offer: CloudOffer;
  readonly statistics: RequestStatistics;
  readonly path: RequestPath;
  /** Every one that there was, the oldest first. */
  readonly clusters: ClusterWorld[];
  readonly versions: VersionWorld[];
  canary: VersionWorld | null;
  /** A rollout is under way, or paused. */
  isRollingOut: boolean;
  /** The service was told to terminate. */
  isTerminating: boolean;
  readonly balancer: LoadBalancer;
  /** Requests go evenly to every replica that is ready, of whatever version; else by the shares that versions are given. */
  isByReadiness: boolean;
  /** The way of autoscaling metrics. */
  readonly metrics: MetricsChannel;
  /** By how much faults multiply the traffic. */
  readonly surgeFactors: number[];
  /** How capacity becomes whole replicas in the present (or last) rollout. */
  rounding: Rounding;
  /** Every replica there was, by number. */
  readonly replicas: ReplicaWorld[];
  /** Every proxy there was, by number. */
  readonly proxies: ProxyWorld[];
  readonly targets: TargetRecord[];
  readonly events: SimulationEvent[];
  /** The service was deployed where none ran, and has not been healthy yet. */
  startingSinceSeconds: number | null;
  /** An in-place update that is not done yet. */
  inPlaceSinceSeconds: number | null;
  replicasCrashed: number;
  nodeCount: number;
  /** What is held, and was at most. */
  readonly holding: HoldingRecorder;
  readonly reviews: ReviewRequests;
  /** Asks for a look of the control path, once, at this instant. */
  requestReview(): void;
  /** Notes that replicas or nodes began or stopped being held. */
  noteHolding(): void;
  log(event: Omit<SimulationEvent, "atSeconds">): void;
}

/**
 * The one mutable state of a simulation. Only the parts of `src/simulation` write to it, each its own share. Policies see views of it
 * and return decisions.
 */
export interface World extends Ground {
  primary: VersionWorld;
}
