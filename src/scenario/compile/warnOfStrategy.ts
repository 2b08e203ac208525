import type { CapacityPool } from "../../cluster/Cluster.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { viewAtStart } from "../../simulation/updates/viewRollout.ts";
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
