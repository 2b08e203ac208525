import type { RolloutStep } from "./RolloutStep.ts";

/** How a capacity percentage becomes whole replicas: Anyscale documents `up`; Ray's `target_capacity` is `half-up`. */
export type Rounding = "up" | "half-up";

export interface StaticDeployment {
  readonly name: string;
  readonly numReplicas: number;
  /** GPUs of one replica; only for `peak.gpuCount`. Default 0. */
  readonly gpusPerReplica?: number;
  /** Replicas start and stop in whole gangs of so many; its counts are multiples of it. Default 1: each by itself. */
  readonly gangSize?: number;
}

export interface AutoscaledDeployment {
  readonly name: string;
  readonly autoscaling: {
    readonly minReplicas: number;
    readonly maxReplicas: number;
    readonly initialReplicas?: number;
  };
  readonly gpusPerReplica?: number;
  readonly gangSize?: number;
}

/** What the planner needs to know of a deployment. */
export type PlannedDeployment = StaticDeployment | AutoscaledDeployment;

/** How a plan ends when nothing goes wrong. */
export type PlanOutcome = "completed" | "paused" | "rolled-back";

/** What the plan holds of one deployment at its worst moment, both versions together. */
export interface DeploymentPeak {
  /** The most replicas held (starting, running or draining) at once, in both versions. */
  readonly replicas: number;
  /** The step during which that happens (its index); the first such. */
  readonly stepIndex: number;
  /** `replicas` beyond the full number, in percent of it: the surge that this really is. `null` where the full number is 0. */
  readonly surgePercent: number | null;
}

export interface PlanPeak {
  /** The largest canary + primary capacity while a step is carried out, in percent. */
  readonly capacityPercent: number;
  readonly deployments: Readonly<Record<string, DeploymentPeak>>;
  /** The most GPUs held at once, by `gpusPerReplica`. */
  readonly gpuCount: number;
}

export interface RolloutPlan {
  readonly maxSurgePercent: number;
  readonly rounding: Rounding;
  readonly steps: readonly RolloutStep[];
  readonly peak: PlanPeak;
  readonly outcome: PlanOutcome;
  /** What a reader should know: options that do not apply, rounding that costs much. Sentences. */
  readonly notes: readonly string[];
}
