import type { CapacityPool } from "../../cluster/Cluster.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { viewAtStart } from "../../simulation/updates/viewRollout.ts";
import { changedFields } from "../../strategies/inPlace/changedFields.ts";
import { clusterFields } from "../../strategies/inPlace/inPlaceRules.ts";
import { kubeRay } from "../../strategies/kubeRay/kubeRay.ts";
import { versionId } from "../../strategies/VersionId.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { hasRoomFor } from "./hasRoomFor.ts";
import type { DeployOrder } from "./listOrders.ts";

/** Passes on what a strategy has to say about its options before anything is played, where the cluster does not belie it. */
export function warnOfStrategy(
  rollout: {
    readonly path: KeyPath;
    readonly primary: ServiceVersion;
    readonly canary: ServiceVersion;
    readonly order: DeployOrder;
  },
  pools: readonly CapacityPool[],
  reporter: Reporter,
): void {
  const { strategy, selectedBy } = rollout.order;
  if (strategy === null) return;
  const [current, next] = [versionId(0), versionId(1)];
  if (strategy.kind === kubeRay.kind) tellOfServeConfig(rollout.order, reporter);
  const view = viewAtStart(
    { id: current, definition: rollout.primary },
    { id: next, definition: rollout.canary },
  );
  const { primary } = rollout;
  for (const { field, message, unlessRoomFor = null } of strategy.warnings({ view, current, next })) {
    if (unlessRoomFor !== null && hasRoomFor(primary, unlessRoomFor, pools)) continue;
    // Of a manifest, the note beside says which options it selects.
    const place = selectedBy === null ? ["strategy", strategy.kind, field] : [];
    reporter.warning([...rollout.path, ...place], message, "key");
  }
}

/** ray-operator v1.7.0, `shouldPrepareNewCluster`: a new cluster is made for another cluster spec alone. */
function tellOfServeConfig({ before, service, path }: DeployOrder, reporter: Reporter): void {
  const changed = changedFields(before.config.value, service.config.value);
  if (changed.length === 0 || changed.some((field) => ofCluster.has(field))) return;
  reporter.warning(
    path,
    "changes the Serve config alone, which KubeRay applies to the cluster that runs: in_place: true plays that, and what is played here is an upgrade to a second cluster",
    "key",
  );
}

const ofCluster = new Set([...clusterFields, "ray_gcs_external_storage_config"]);
