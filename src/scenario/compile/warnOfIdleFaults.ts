import type { Fault } from "../../faults/Fault.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** Warns of faults that find nothing to strike in any version. */
export function warnOfIdleFaults(
  faults: readonly Fault[],
  scene: { readonly versions: readonly ServiceVersion[]; readonly hasRollout: boolean },
  reporter: Reporter,
): void {
  for (const [index, { effect, trigger }] of faults.entries()) {
    const reason = reasonOf(effect, scene);
    // One that waits for a rollout has been told so.
    const isTold = trigger.kind === "canary-capacity" || trigger.kind === "canary-traffic";
    if (reason !== null && !(isTold && !scene.hasRollout)) {
      reporter.warning(["faults", index], `has no effect: ${reason}`);
    }
  }
}

function reasonOf(
  effect: Fault["effect"],
  scene: { readonly versions: readonly ServiceVersion[]; readonly hasRollout: boolean },
): string | null {
  const isOfCanary = "version" in effect && effect.version === "canary";
  if (isOfCanary && !scene.hasRollout) return "nothing is rolled out, so that there is no canary";
  switch (effect.kind) {
    case "spot-preemption":
    case "spot-wave": {
      const groups = scene.versions.flatMap(({ cluster }) => cluster.workerGroups);
      const aimed = groups.filter(({ name }) => effect.workerGroup === null || effect.workerGroup === name);
      return aimed.every(({ market }) => market === "on-demand") ? "no worker group has spot nodes" : null;
    }
    case "metrics-outage": {
      const deployments = scene.versions.flatMap((version) => version.deployments);
      const aimed = deployments.filter(
        ({ name }) => effect.deployment === null || effect.deployment === name,
      );
      return aimed.every(({ scaling }) => scaling.kind === "static") ? "nothing of it is autoscaled" : null;
    }
    case "load-balancer-lag":
      return scene.hasRollout ? null : "nothing is rolled out, so that no split of traffic changes";
    default:
      return null;
  }
}
