/** Under which an update is rehearsed. */
export interface Conditions {
  /**
   * Replicas of autoscaled deployments. `least`: their least in both versions; `busy`: the most in the version that runs;
   * `most`: the most in both.
   */
  readonly load: "least" | "busy" | "most";
  /** `usual`: every time is its median. `quick` and `slow`: one of a hundred is shorter, or longer; where it is slow, drains last as long as they may. */
  readonly pace: "quick" | "usual" | "slow";
  /** The seed by which times are drawn after all, for machines that come up in another order let replicas fall on other machines; `null`: they are not. */
  readonly seed: string | null;
  /** `frozen`: they keep the size that they have when the update begins. `unlimited`: nor are worker groups limited. */
  readonly pools: "as-written" | "frozen" | "unlimited";
  /** `false`: from the update on no spot machine is to be had. */
  readonly hasSpot: boolean;
  /** Replicas are packed, whatever the cluster says: as those that come and go may come to lie. */
  readonly isPacked: boolean;
  /** `false`: empty nodes are kept. */
  readonly releasesIdle: boolean;
}

export const usualConditions: Conditions = {
  load: "least",
  pace: "usual",
  seed: null,
  pools: "as-written",
  hasSpot: true,
  isPacked: false,
  releasesIdle: true,
};
