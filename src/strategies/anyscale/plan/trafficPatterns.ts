/** A predefined way of shifting traffic in a full-surge rollout. */
export interface TrafficPattern {
  /** The canary's traffic share after each shift, ascending, the last one 100. */
  readonly canaryTrafficPercents: readonly number[];
  /** From the healthy canary to the last shift, as documented: about so long. */
  readonly totalSeconds: number;
}

/** The patterns of an automatic full-surge rollout by cloud, as Anyscale's documentation has given them. */
export const trafficPatterns = {
  aws: { canaryTrafficPercents: [5, 10, 20, 30, 50, 75, 100], totalSeconds: 120 },
  gcp: { canaryTrafficPercents: [10, 50, 100], totalSeconds: 480 },
} as const satisfies Readonly<Record<string, TrafficPattern>>;

export type TrafficPatternName = keyof typeof trafficPatterns;
