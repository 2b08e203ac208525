import type { Fault } from "../../faults/Fault.ts";
import { faultOf } from "../../faults/faultOf.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** Warns of faults that find nothing to strike in any version. */
export function warnOfIdleFaults(
  faults: readonly Fault[],
  scene: { readonly versions: readonly ServiceVersion[]; readonly hasRollout: boolean },
  reporter: Reporter,
): void {
  const { versions, hasRollout } = scene;
  const service = {
    deployments: versions.flatMap(({ deployments }) => deployments),
    workerGroups: versions.flatMap(({ cluster }) => cluster.workerGroups),
    hasRollout,
    hasHeadNode: versions.some(({ cluster }) => cluster.headNode !== null),
  };
  for (const [index, { effect, trigger }] of faults.entries()) {
    const isOfCanary = "version" in effect && effect.version === "canary";
    const reason =
      isOfCanary && !hasRollout
        ? "nothing is rolled out, so that there is no canary"
        : (faultOf(effect.kind).idleReason?.(effect, service) ?? null);
    // One that waits for a rollout has been told so.
    const isTold = trigger.kind === "canary-capacity" || trigger.kind === "canary-traffic";
    if (reason !== null && !(isTold && !hasRollout)) {
      reporter.warning(["faults", index], `has no effect: ${reason}`);
    }
  }
}
