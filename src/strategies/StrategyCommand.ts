import type { VersionId } from "./VersionId.ts";

/**
 * What people do during a rollout in most systems; a strategy refuses what its own does not know. A system with commands of its own
 * has a type of its own (`Strategy<Options, State, Command>`).
 */
export type StrategyCommand<Options = unknown> =
  /**
   * The service shall be this version, which no command has named before. Whoever gives the command compares configs:
   * `equalTo` is the first version whose config was equal; `null`: there was none. `options`: those given with it; left out: as
   * before.
   */
  | {
      readonly kind: "deploy";
      readonly version: VersionId;
      readonly equalTo: VersionId | null;
      readonly options?: Options;
    }
  /** Back to a version that ran before; `null`: to the one before the present. `maxSurgePercent`: for the way back. */
  | { readonly kind: "roll-back"; readonly to: VersionId | null; readonly maxSurgePercent?: number }
  /** The new version is to have this share of the traffic, 0 to 100, and the rollout to wait there; `null` surge: as before. */
  | {
      readonly kind: "set-canary-percent";
      readonly canaryPercent: number;
      readonly maxSurgePercent: number | null;
    }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** The configured replicas of a deployment change in the version that the service shall be. */
  | { readonly kind: "scale"; readonly deployment: string; readonly replicas: number };
