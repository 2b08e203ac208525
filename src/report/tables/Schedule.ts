/** The steps that a strategy knows before its rollout begins. */
export interface Schedule {
  /** As scenario files name it. */
  readonly strategy: string;
  /** The strategy with its options, in a few words. */
  readonly description: string;
  /** What its system calls the version that comes and the one that goes. */
  readonly words: { readonly canary: string; readonly primary: string };
  readonly steps: readonly ScheduleStep[];
}

/** Where both versions stand once a step is done. */
export interface ScheduleStep {
  readonly index: number;
  readonly name: string;
  readonly new: ScheduledShare;
  readonly old: ScheduledShare;
}

/** What one version has: capacity in percent of its configured replicas, traffic in percent of all requests. */
export interface ScheduledShare {
  readonly capacityPercent: number;
  readonly trafficPercent: number;
}
