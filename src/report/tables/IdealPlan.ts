/** The steps of a rollout whose strategy decides as it goes, as if every replica were ready at once and gone at once. */
export interface IdealPlan {
  /** As scenario files name it. */
  readonly strategy: string;
  /** The strategy with its options, in a few words. */
  readonly description: string;
  /** How requests find a version: by weights that the strategy sets, or evenly over all replicas that are ready. */
  readonly traffic: "weights" | "ready-replicas";
  readonly steps: readonly IdealPlanStep[];
  /** The first step with the most replicas of each deployment, and the most GPUs. */
  readonly peak: { readonly gpus: number; readonly deployments: readonly IdealPeak[] };
  /** It comes to its end by itself. */
  readonly isWhole: boolean;
}

/** Where both versions stand once a step is done. */
export interface IdealPlanStep {
  readonly index: number;
  readonly name: string;
  /** Since the rollout began, not before this. */
  readonly atSeconds: number;
  /** Traffic of the new version in percent; `null`: it follows the replicas that are ready. */
  readonly newTrafficPercent: number | null;
  readonly deployments: readonly IdealCount[];
  /** Of both versions. */
  readonly gpus: number;
}

/** Replicas of one deployment. */
export interface IdealCount {
  readonly name: string;
  readonly new: number;
  readonly old: number;
  /** As the config of the new version has it. */
  readonly wanted: number;
  /** Beyond the wanted number. */
  readonly surge: number;
  /** Short of the wanted number. */
  readonly unavailable: number;
}

/** What an ideal rollout holds at its worst moment. */
export interface IdealPeak {
  readonly name: string;
  readonly replicas: number;
  readonly stepIndex: number;
  readonly least: number;
  readonly wanted: number;
}
