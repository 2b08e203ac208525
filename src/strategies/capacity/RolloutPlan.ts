import type { RolloutStep } from "./RolloutStep.ts";
import type { Rounding } from "./Rounding.ts";

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

/** What the plan holds at its worst moment. */
export interface PlanPeak {
  /** The largest canary + primary capacity while a step is carried out, in percent. */
  readonly capacityPercent: number;
  readonly deployments: Readonly<Record<string, DeploymentPeak>>;
  /** The most GPUs held at once, by `gpusPerReplica`. */
  readonly gpuCount: number;
}

/** The steps of a rollout from one version to another, made in advance: what any strategy gives that plans before it acts. */
export interface RolloutPlan {
  /** Capacity of both versions beyond 100 %, at most. */
  readonly maxSurgePercent: number;
  readonly rounding: Rounding;
  readonly steps: readonly RolloutStep[];
  readonly peak: PlanPeak;
  readonly outcome: PlanOutcome;
  /** What a reader should know: options that do not apply, rounding that costs much. Sentences. */
  readonly notes: readonly string[];
}
