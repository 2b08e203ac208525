import { adjustBounds } from "../../strategies/capacity/adjustBounds.ts";
import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import type { ScheduledStep } from "../../strategies/ScheduledStep.ts";
import type { ServiceVersion } from "../Scenario.ts";
import type { HeldBound } from "./HeldBound.ts";
import { plannedDeployment } from "./plannedDeployments.ts";
import type { KnownVersion } from "./Rollout.ts";

/** What versions may hold that have all that they are configured for, autoscaled deployments at their most. */
export function wholeBound(versions: readonly ServiceVersion[]): HeldBound {
  return sumOf(versions.map((version) => boundAt(version, 100)));
}

/** The most that a plan holds by itself. */
export function planBound({ peak }: RolloutPlan): HeldBound {
  const replicas = Object.values(peak.deployments).reduce((sum, deployment) => sum + deployment.replicas, 0);
  return { gpus: peak.gpuCount, replicas };
}

/** The most that the versions together hold in a schedule. */
export function scheduleBound(
  steps: readonly ScheduledStep[],
  known: readonly Pick<KnownVersion, "id" | "definition">[],
): HeldBound {
  const atSteps = steps.map(({ versions }) =>
    sumOf(
      versions.flatMap(({ version, capacityPercent }) => {
        const definition = known.find(({ id }) => id === version)?.definition;
        return definition === undefined ? [] : [boundAt(definition, capacityPercent)];
      }),
    ),
  );
  return {
    gpus: Math.max(0, ...atSteps.map(({ gpus }) => gpus)),
    replicas: Math.max(0, ...atSteps.map(({ replicas }) => replicas)),
  };
}

/** So many replicas of each deployment, whichever versions they are of: at most of the one that needs the most GPUs. */
export function countedBound(
  replicasOf: ReadonlyMap<string, number>,
  versions: readonly ServiceVersion[],
): HeldBound {
  const gpusOf = (name: string) =>
    Math.max(
      0,
      ...versions.flatMap(({ deployments }) =>
        deployments.filter((each) => each.name === name).map(({ resources }) => resources.gpus),
      ),
    );
  return sumOf([...replicasOf].map(([name, replicas]) => ({ gpus: replicas * gpusOf(name), replicas })));
}

function boundAt({ deployments }: ServiceVersion, capacityPercent: number): HeldBound {
  return sumOf(
    deployments.map((deployment) => {
      // Up: no strategy gives a version more replicas than that.
      const { maxReplicas } = adjustBounds(plannedDeployment(deployment), capacityPercent, "up", {
        initialReplicasAreFloor: false,
      });
      return { gpus: maxReplicas * deployment.resources.gpus, replicas: maxReplicas };
    }),
  );
}

function sumOf(bounds: readonly HeldBound[]): HeldBound {
  return {
    gpus: bounds.reduce((sum, { gpus }) => sum + gpus, 0),
    replicas: bounds.reduce((sum, { replicas }) => sum + replicas, 0),
  };
}
