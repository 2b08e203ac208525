import { adjustBounds } from "./adjustBounds.ts";
import type { PlannedRow } from "./PlannedRow.ts";
import type { PlannedVersions } from "./PlannedVersions.ts";
import type { PlannedDeployment, Rounding } from "./RolloutPlan.ts";
import type { ReplicaBounds, RolloutStep, VersionShare } from "./RolloutStep.ts";

/** The steps of a plan: its rows with the replicas of every deployment in both versions. */
export function countReplicas(
  rows: readonly PlannedRow[],
  versions: PlannedVersions,
  rounding: Rounding,
): readonly RolloutStep[] {
  const boundsOf = (
    deployments: readonly PlannedDeployment[],
    { capacityPercent }: VersionShare,
    initialReplicasAreFloor: boolean,
  ): Readonly<Record<string, ReplicaBounds>> =>
    // `fromEntries` defines own fields, so that a deployment may be called `__proto__`.
    Object.fromEntries(
      deployments.map((deployment) => [
        deployment.name,
        adjustBounds(deployment, capacityPercent, rounding, { initialReplicasAreFloor }),
      ]),
    );
  return rows.map(({ kind, canary, primary }, index) => ({
    index,
    kind,
    canary: {
      capacityPercent: canary.capacityPercent,
      trafficPercent: canary.trafficPercent,
      // anyscale-update-a-service.txt: adjusted initial_replicas is the canary's floor until the rollout finishes.
      replicas: boundsOf(versions.canary, canary, primary.capacityPercent > 0),
    },
    primary: {
      capacityPercent: primary.capacityPercent,
      trafficPercent: primary.trafficPercent,
      replicas: boundsOf(versions.primary, primary, false),
    },
  }));
}
