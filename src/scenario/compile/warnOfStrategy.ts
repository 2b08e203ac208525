import type { CapacityPool } from "../../cluster/Cluster.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { viewAtStart } from "../../simulation/updates/viewRollout.ts";
import { versionId } from "../../strategies/VersionId.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploySection } from "../schema/updateSchema.ts";
import { namedIn } from "./compileStrategy.ts";
import { hasRoomFor } from "./hasRoomFor.ts";

/** Passes on what a strategy has to say about its options before anything is played, where the cluster does not belie it. */
export function warnOfStrategy(
  rollout: {
    readonly path: KeyPath;
    readonly primary: ServiceVersion;
    readonly canary: ServiceVersion;
    readonly deploy: DeploySection;
  },
  pools: readonly CapacityPool[],
  reporter: Reporter,
): void {
  const named = namedIn(rollout.deploy);
  if (named === null) return;
  const [current, next] = [versionId(0), versionId(1)];
  const view = viewAtStart(
    { id: current, definition: rollout.primary },
    { id: next, definition: rollout.canary },
  );
  const { primary } = rollout;
  for (const { field, message, unlessRoomFor = null } of named.warnings({
    options: named.written,
    view,
    current,
    next,
  })) {
    if (unlessRoomFor !== null && hasRoomFor(primary, unlessRoomFor, pools)) continue;
    reporter.warning([...rollout.path, "strategy", named.kind, field], message, "key");
  }
}
