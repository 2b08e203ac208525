import type { VersionId } from "../VersionId.ts";
import type { RolloutSettings } from "./RolloutSettings.ts";

/** What an operator can do to a rollout of an Anyscale service that is under way or paused. */
export type AnyscaleCommand =
  /** A deploy of the config of that version; of one that is not there yet, too. */
  | { readonly kind: "deploy"; readonly version: VersionId; readonly options: RolloutSettings }
  /** To another split under manual control; `null` surge: as before. */
  | {
      readonly kind: "set-canary-percent";
      readonly canaryPercent: number;
      readonly maxSurgePercent: number | null;
    }
  | { readonly kind: "rollback"; readonly maxSurgePercent: number };
