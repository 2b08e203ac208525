import type { Distribution } from "../engine/Distribution.ts";

/** When a fault strikes. */
export type FaultTrigger =
  | { readonly kind: "at"; readonly atSeconds: number }
  /** As soon as the canary's capacity (or traffic share) reaches this percentage, plus a delay. */
  | { readonly kind: "canary-capacity"; readonly percent: number; readonly delaySeconds: number }
  | { readonly kind: "canary-traffic"; readonly percent: number; readonly delaySeconds: number }
  /** Again and again from one moment to another, by a Poisson process of its own random stream. */
  | {
      readonly kind: "at-random";
      readonly perHour: number;
      readonly fromSeconds: number;
      readonly toSeconds: number;
    };

export type FaultVersion = "primary" | "canary";

/** What goes wrong. One file in this folder a kind. */
export type FaultEffect =
  /** Replicas of the canary hang in their constructor for ever, or crash in it. */
  | {
      readonly kind: "never-healthy";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly mode: "hangs" | "crashes";
      readonly durationSeconds: number | null;
    }
  /** Running replicas stop passing health checks (and answer with errors meanwhile when `failsRequests`). */
  | {
      readonly kind: "unhealthy";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly count: number | null;
      readonly failsRequests: boolean;
    }
  | {
      readonly kind: "replica-crash";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly count: number;
    }
  | {
      readonly kind: "node-loss";
      readonly version: FaultVersion;
      readonly workerGroup: string | null;
      readonly count: number;
    }
  | {
      readonly kind: "spot-preemption";
      readonly version: FaultVersion;
      readonly workerGroup: string | null;
      readonly count: number;
      readonly warningSeconds: number;
    }
  /** The pool gives no more nodes than `availableNodes` beyond those held; `null` duration: to the end. */
  | {
      readonly kind: "stock-out";
      readonly pool: string;
      readonly durationSeconds: number | null;
    }
  /** Requests on this version take `factor` times as long. */
  | {
      readonly kind: "slow";
      readonly version: FaultVersion;
      readonly factor: number;
      readonly durationSeconds: number | null;
    }
  /** This share of the requests that this version finishes are errors. */
  | {
      readonly kind: "errors";
      readonly version: FaultVersion;
      readonly percent: number;
      readonly durationSeconds: number | null;
    }
  | { readonly kind: "head-node-death"; readonly version: FaultVersion }
  /** HTTP proxies die, and what came through them is lost. */
  | { readonly kind: "proxy-death"; readonly version: FaultVersion; readonly count: number }
  /** This share of the replicas dies a while after each begins to run (or is struck), and so do those that replace them. */
  | {
      readonly kind: "crash-loop";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly percent: number;
      readonly lifetimeSeconds: Distribution;
      readonly durationSeconds: number | null;
    }
  /** Replicas that begin to start meanwhile take `factor` times as long for it. */
  | {
      readonly kind: "slow-start";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly factor: number;
      readonly durationSeconds: number | null;
    }
  /** Running replicas stop working: they take requests, answer none, and their health checks time out. */
  | {
      readonly kind: "hung-replica";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly count: number;
      readonly durationSeconds: number | null;
    }
  /** Running replicas fail their health checks for a while, pass them for a while, and so on. */
  | {
      readonly kind: "flapping-health";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly count: number | null;
      readonly failingSeconds: number;
      readonly passingSeconds: number;
      readonly failsRequests: boolean;
      readonly durationSeconds: number | null;
    }
  /** Running replicas are slow, and pass their health checks. */
  | {
      readonly kind: "gray-failure";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly count: number;
      readonly factor: number;
      readonly durationSeconds: number | null;
    }
  /** Each replica is killed after so many requests served or so long a time, whichever comes first; so are those that follow. */
  | {
      readonly kind: "memory-leak";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly afterRequests: number | null;
      readonly afterSeconds: number | null;
      readonly durationSeconds: number | null;
    }
  /** What all versions depend on is slow, or fails, for a time. */
  | {
      readonly kind: "brown-out";
      readonly factor: number;
      readonly errorPercent: number;
      readonly durationSeconds: number | null;
    }
  /** `factor` times as many requests arrive for a time. */
  | {
      readonly kind: "traffic-surge";
      readonly factor: number;
      readonly durationSeconds: number | null;
    }
  /** Every node in the zone is lost, and none starts there meanwhile. */
  | { readonly kind: "zone-loss"; readonly zone: string; readonly durationSeconds: number | null }
  /** A share of all spot nodes is preempted, and no spot node is to be had meanwhile. */
  | {
      readonly kind: "spot-wave";
      readonly workerGroup: string | null;
      readonly percent: number;
      readonly warningSeconds: number;
      /** From the first warning to the last. */
      readonly spreadSeconds: number;
      readonly durationSeconds: number | null;
    }
  /** The load balancer obeys every change of the traffic split so much later. */
  | {
      readonly kind: "load-balancer-lag";
      readonly delaySeconds: number;
      readonly durationSeconds: number | null;
    }
  /** What handles report to the autoscaler arrives late, or (this share of it) not at all. */
  | {
      readonly kind: "metrics-outage";
      readonly version: FaultVersion;
      readonly deployment: string | null;
      readonly lostPercent: number;
      readonly delaySeconds: number;
      readonly durationSeconds: number | null;
    };

export interface Fault {
  readonly name: string;
  readonly trigger: FaultTrigger;
  readonly effect: FaultEffect;
}
