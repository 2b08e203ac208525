/** When a fault strikes. */
export type FaultTrigger =
  | { readonly kind: "at"; readonly atSeconds: number }
  /** As soon as the canary's capacity (or traffic share) reaches this percentage, plus a delay. */
  | { readonly kind: "canary-capacity"; readonly percent: number; readonly delaySeconds: number }
  | { readonly kind: "canary-traffic"; readonly percent: number; readonly delaySeconds: number };

export type FaultVersion = "primary" | "canary";

/** What goes wrong. One file in this folder a kind. */
export type FaultEffect =
  /** Replicas of the canary hang in their constructor for ever, or crash in it. */
  | { readonly kind: "never-healthy"; readonly deployment: string | null; readonly mode: "hangs" | "crashes" }
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
  | { readonly kind: "head-node-death"; readonly version: FaultVersion };

export interface Fault {
  readonly name: string;
  readonly trigger: FaultTrigger;
  readonly effect: FaultEffect;
}
