/** Capacity and traffic share of one version, both whole percentages from 0 to 100. */
export interface VersionShare {
  readonly capacityPercent: number;
  readonly trafficPercent: number;
}

/** Both versions at one moment: where a plan begins, ends, or pauses. */
export interface RolloutSplit {
  readonly canary: VersionShare;
  readonly primary: VersionShare;
}
