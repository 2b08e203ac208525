import type { ServiceState } from "../../strategies/ServiceRules.ts";
import type { VersionWords } from "../../strategies/VersionWords.ts";
import type { Replacements } from "../Scenario.ts";
import type { ClientCounts } from "./ClientCounts.ts";
import type { CompactedNode } from "./CompactedNode.ts";
import type { CallLedger, DeploymentLedger, IdleWhileWaiting } from "./DeploymentLedger.ts";
import type { HeldReplicas } from "./HeldReplicas.ts";
import type { LatencyByVersion, TokenLatencyByVersion } from "./LatencySummary.ts";
import type { NodeUse, PoolUse } from "./NodeUse.ts";
import type { NodeWaitRecord } from "./NodeWaitRecord.ts";
import type { OverheadLedger } from "./OverheadLedger.ts";
import type { PlayedCommand } from "./PlayedCommand.ts";
import type { PlayedPlan } from "./PlayedPlan.ts";
import type { PlayedRollout } from "./PlayedRollout.ts";
import type { PlayedStep } from "./PlayedStep.ts";
import type { ProxyLife } from "./ProxyLife.ts";
import type { ReplicaLife } from "./ReplicaLife.ts";
import type { RequestLedger } from "./RequestLedger.ts";
import type { ServiceStatus, ServiceVersionStatus } from "./ServiceStatus.ts";
import type { SimulationEvent } from "./SimulationEvent.ts";
import type { LoadBalancerLag, SplitChange, TrafficInEffect } from "./SplitChange.ts";
import type { StateChange } from "./StateChange.ts";
import type { Summary } from "./Summary.ts";
import type { TargetRecord } from "./TargetRecord.ts";
import type { Timeline } from "./Timeline.ts";
import type { UnmetWait } from "./UnmetWait.ts";
import type { VersionHistory } from "./VersionHistory.ts";

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
  /** What was waited for when the last update ended unfinished; empty: nothing, or it is done. */
  readonly waitedFor: readonly UnmetWait[];
  readonly rollouts: readonly PlayedRollout[];
  /** Of strategies that plan in advance. */
  readonly plans: readonly PlayedPlan[];
  readonly steps: readonly PlayedStep[];
  readonly splits: readonly SplitChange[];
  /** What became of the splits on the load balancer. */
  readonly trafficInEffect: readonly TrafficInEffect[];
  readonly loadBalancerLags: readonly LoadBalancerLag[];
  /** The service as its status command would show it at the end, without configs. */
  readonly service: ServiceStatus<ServiceVersionStatus>;
  readonly serviceStates: readonly StateChange<ServiceState>[];
  readonly versions: readonly VersionHistory[];
  /** What people call them. */
  readonly words: VersionWords;
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
  /** Left out: no hop took anything. */
  readonly overhead?: OverheadLedger;
  readonly timeline: Timeline;
  readonly events: readonly SimulationEvent[];
  readonly held: readonly HeldReplicas[];
  readonly nodes: readonly NodeUse[];
  readonly nodeWaits: readonly NodeWaitRecord[];
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
