import type { VersionId } from "../VersionId.ts";
import type { KubeRayUpgradeOptions } from "./kubeRayOptionsSchema.ts";

/** What the status of a RayService and the memory of its operator hold. */
export interface KubeRayState {
  readonly options: KubeRayUpgradeOptions;
  /** The spec that the user wants. */
  readonly goal: KubeRayGoal;
  /** Whose config the service ran before anything was deployed. */
  readonly originalConfig: VersionId;
  readonly active: KubeRayCluster;
  /** `named`: a reconcile has decided on a new cluster, and the next one makes it. */
  readonly pending: KubeRayCluster | "named" | null;
  /** The condition `UpgradeInProgress`. */
  readonly isUpgrading: boolean;
  /** The condition `RollbackInProgress`. */
  readonly isRollingBack: boolean;
  /** Clusters that no longer belong to the service; `null`: no reconcile has noticed it yet. */
  readonly dangling: readonly { readonly version: VersionId; readonly deleteAtSeconds: number | null }[];
  /** The weight of the pending cluster in the HTTPRoute, in percent; the active one has the rest. */
  readonly routedPercent: number;
  readonly nextReconcileSeconds: number;
}

/** The spec that an upgrade moves towards. */
export interface KubeRayGoal {
  readonly version: VersionId;
  /** The first version with an equal config: KubeRay compares hashes of specs. */
  readonly config: VersionId;
}

/** One RayCluster and its `RayServiceStatus`. */
export interface KubeRayCluster {
  readonly version: VersionId;
  readonly config: VersionId;
  /** Whether its Serve config has been submitted. */
  readonly isSubmitted: boolean;
  /** `targetCapacity`, in percent. */
  readonly capacityPercent: number;
  /** `trafficRoutedPercent`; `null`: not recorded yet. */
  readonly trafficPercent: number | null;
  /** `lastTrafficMigratedTime`: when the recorded traffic changed last. */
  readonly trafficChangedAtSeconds: number | null;
}
