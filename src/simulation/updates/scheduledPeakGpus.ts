import { adjustBounds } from "../../strategies/capacity/adjustBounds.ts";
import type { ScheduledStep } from "../../strategies/ScheduledStep.ts";
import { plannedDeployment } from "./plannedDeployments.ts";
import type { KnownVersion } from "./Rollout.ts";

/** The most GPUs that the versions together may hold in a schedule, autoscaled deployments at their most. */
export function scheduledPeakGpus(
  steps: readonly ScheduledStep[],
  known: readonly Pick<KnownVersion, "id" | "definition">[],
): number {
  const gpusAt = ({ version, capacityPercent }: ScheduledStep["versions"][number]) =>
    (known.find(({ id }) => id === version)?.definition.deployments ?? []).reduce((sum, deployment) => {
      // Up: no strategy gives a version more replicas than that.
      const bounds = adjustBounds(plannedDeployment(deployment), capacityPercent, "up", {
        initialReplicasAreFloor: false,
      });
      return sum + bounds.maxReplicas * deployment.resources.gpus;
    }, 0);
  return steps.reduce(
    (most, { versions }) =>
      Math.max(
        most,
        versions.reduce((sum, share) => sum + gpusAt(share), 0),
      ),
    0,
  );
}
