import type { VersionId } from "./VersionId.ts";

/**
 * What people do during a rollout in most systems. A system with commands of its own has a type of its own
 * (`Strategy<Options, State, Command>`).
 */
export type StrategyCommand =
  /**
   * The service shall be this version, which no command has named before. Whoever gives the command compares configs:
   * `equalTo` is the first version whose config was equal; `null`: there was none.
   */
  | { readonly kind: "deploy"; readonly version: VersionId; readonly equalTo: VersionId | null }
  /** Back to a version that ran before; `null`: to the one before the present. */
  | { readonly kind: "roll-back"; readonly to: VersionId | null }
  | { readonly kind: "pause" }
  | { readonly kind: "resume" }
  /** The configured replicas of a deployment change in the version that the service shall be. */
  | { readonly kind: "scale"; readonly deployment: string; readonly replicas: number };
