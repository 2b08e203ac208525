import { adjustBounds } from "../../capacity/adjustBounds.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { ReplicaBounds } from "../../capacity/ReplicaBounds.ts";
import type { VersionShare } from "../../capacity/RolloutSplit.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import type { Rounding } from "../../capacity/Rounding.ts";
import type { PlannedRow } from "./PlannedRow.ts";
import type { PlannedVersions } from "./PlannedVersions.ts";

/** The steps of a plan: its rows with the replicas of every deployment in both versions. */
export function countReplicas(
  rows: readonly PlannedRow[],
  versions: PlannedVersions,
  rounding: Rounding,
): readonly RolloutStep[] {
  const boundsOf = (
    deployments: readonly PlannedDeployment[],
    { capacityPercent }: VersionShare,
    floors: { readonly initialReplicasAreFloor: boolean; readonly keepsOne: boolean },
  ): Readonly<Record<string, ReplicaBounds>> =>
    // `fromEntries` defines own fields, so that a deployment may be called `__proto__`.
    Object.fromEntries(
      deployments.map((deployment) => [
        deployment.name,
        adjustBounds(deployment, capacityPercent, rounding, floors),
      ]),
    );
  return rows.map(({ kind, canary, primary }, index) => {
    // anyscale-update-a-service.txt: until everything has migrated, one replica of each deployment in both versions.
    const keepsOne = canary.capacityPercent > 0 && primary.capacityPercent > 0;
    return {
      index,
      kind,
      canary: {
        capacityPercent: canary.capacityPercent,
        trafficPercent: canary.trafficPercent,
        // The same: adjusted initial_replicas is the canary's floor until the rollout finishes, its last drain included.
        replicas: boundsOf(versions.canary, canary, { initialReplicasAreFloor: true, keepsOne }),
      },
      primary: {
        capacityPercent: primary.capacityPercent,
        trafficPercent: primary.trafficPercent,
        replicas: boundsOf(versions.primary, primary, { initialReplicasAreFloor: false, keepsOne }),
      },
    };
  });
}
