import type { PlannedDeployment } from "./capacity/PlannedDeployment.ts";
import type { VersionReadiness } from "./capacity/VersionReadiness.ts";
import type { VersionId } from "./VersionId.ts";

/** What a strategy sees when it is asked. */
export interface StrategyView {
  readonly nowSeconds: number;
  /** Every version that the strategy was told of, by the start of the rollout or by a command; the oldest first. */
  readonly versions: readonly VersionView[];
}

/** What a strategy sees of one version. */
export interface VersionView extends VersionReadiness {
  readonly id: VersionId;
  /**
   * `absent`: it holds nothing, because it has not been started or because it is gone. `held`: it has been started and not
   * ended. `ending`: it has been ended, and its last replicas drain.
   */
  readonly presence: "absent" | "held" | "ending";
  /** Of all requests, 0 to 1, as commanded. 0 of a version on a shared cluster whose replicas share the traffic. */
  readonly trafficFraction: number;
  /** Of all requests, 0 to 1, what is sent to it as well, its answers dropped, as commanded. */
  readonly mirrorFraction: number;
  /** Of its configured replicas, 0 to 100, as commanded. 100 where the strategy counts replicas itself. */
  readonly capacityPercent: number;
  /** The head of its cluster runs and takes commands. On a shared cluster: the shared head. */
  readonly isHeadReady: boolean;
  /**
   * Every application that has been deployed to it is RUNNING, and there is at least one; this says nothing of replicas
   * that a change of capacity has only just asked for.
   */
  readonly isServing: boolean;
  /** In the order of its config. A version that is `absent` lists them too, with no replicas. */
  readonly deployments: readonly DeploymentView[];
  /** As planners see them: what its config says. */
  readonly planned: readonly PlannedDeployment[];
  /** Since when it waits for a node that cannot be had; `null`: it does not. */
  readonly lacksNodeSinceSeconds: number | null;
  /**
   * What its requests came to over the last so many seconds, to the whole second, at most since the rollout began.
   * @throws Error for a window longer than the strategy says that it looks back.
   */
  requestsOver(windowSeconds: number): RequestFigures;
}

/** What a strategy sees of one deployment of one version. */
export interface DeploymentView {
  readonly name: string;
  /** As the version's config says it, at full capacity. */
  readonly configuredReplicas: number;
  /** As commanded: by `set-replicas`, or by the capacity of its version. */
  readonly wantedReplicas: number;
  /** Requested or starting. */
  readonly startingReplicas: number;
  /** Started, and not ready now: their health checks fail. */
  readonly unreadyReplicas: number;
  /** Of every replica that runs and is ready: since when without a break. The earliest first. */
  readonly readySinceSeconds: readonly number[];
  /** They finish what they have and take nothing new. They count among none of the above. */
  readonly drainingReplicas: number;
}

/** What the requests of a version came to over a window. */
export interface RequestFigures {
  /** Those that ended within the window, well or badly. */
  readonly finished: number;
  /** Of those that ended: errors, time-outs and refusals. */
  readonly failed: number;
  /** @param quantile 0 to 1. `null`: nothing ended well within the window. */
  latencySeconds(quantile: number): number | null;
}
