import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** Refuses what would take long before its first event: more replicas of one version than the file's limit. */
export function checkReplicaTotal(
  versions: readonly ServiceVersion[],
  maxReplicas: number,
  reporter: Reporter,
): void {
  const most = Math.max(0, ...versions.map(startReplicas));
  if (most <= maxReplicas) return;
  reporter.problem(
    ["limits", "maxReplicas"],
    `a version begins with ${most} replicas, and at most ${maxReplicas} are played; expected fewer replicas, or limits: { maxReplicas: ${most} }`,
  );
}

function startReplicas({ deployments }: ServiceVersion): number {
  return deployments.reduce((sum, { scaling }) => {
    if (scaling.kind === "static") return sum + scaling.numReplicas;
    return sum + Math.max(scaling.minReplicas, scaling.initialReplicas ?? 0);
  }, 0);
}
