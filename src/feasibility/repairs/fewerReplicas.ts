import type { Deployment } from "../../serve/Deployment.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { changeVersions } from "./changeVersions.ts";
import { describeCost } from "./describeCost.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";
import { smallest } from "./smallest.ts";

interface Fewer {
  readonly deployment: string;
  readonly key: "num_replicas" | "min_replicas" | "max_replicas";
  readonly before: number;
  readonly replicas: number;
}

/** Room made by the service itself: as few replicas less of one deployment as do, until the update is done. */
export function fewerReplicas({ scenario, attempt, conditions }: RepairContext): readonly Repair[] {
  const isBusy = conditions.load !== "least";
  const changes = scenario.primary.deployments
    .flatMap((deployment) => fewerOf(deployment, isBusy))
    .sort((one, other) => one.before - one.replicas - (other.before - other.replicas));
  const found = smallest(changes, attempt, (fewer) => attempt.run(withFewer(scenario, fewer)));
  if (found === null) return [];
  const { deployment, key, before, replicas } = found.change;
  const cost = describeCost(found.rehearsal, scenario);
  return [
    {
      kind: "fewer-replicas",
      what: `${replicas} replicas of ${deployment} in place of ${before} until it is done`,
      settings: [
        `${key}: ${replicas}   # deployment ${deployment}, in both configs; ${before} again afterwards`,
      ],
      amount: before - replicas,
      gpus: 0,
      ...cost,
      risk: `the service has ${cost.leastCapacityPercent} % of its capacity until it is done; do it when there is little traffic`,
      isProven: found.isProven,
    },
  ];
}

/** A deployment with one replica fewer, two fewer, and so on, in whole gangs; none where one is all that there is. */
function fewerOf({ name, scaling, gang }: Deployment, isBusy: boolean): readonly Fewer[] {
  const size = gang?.size ?? 1;
  const key = scaling.kind === "static" ? "num_replicas" : isBusy ? "max_replicas" : "min_replicas";
  const before =
    scaling.kind === "static" ? scaling.numReplicas : isBusy ? scaling.maxReplicas : scaling.minReplicas;
  return Array.from({ length: Math.max(0, Math.ceil(before / size) - 1) }, (_, index) => ({
    deployment: name,
    key,
    before,
    replicas: before - (index + 1) * size,
  }));
}

/** The scenario with at most so many replicas of a deployment, in every version. */
export function withFewer(scenario: Scenario, { deployment, key, replicas }: Fewer): Scenario {
  return changeVersions(scenario, (version) => ({
    ...version,
    deployments: version.deployments.map((each) =>
      each.name === deployment ? { ...each, scaling: scaledTo(each.scaling, key, replicas) } : each,
    ),
  }));
}

function scaledTo(
  scaling: Deployment["scaling"],
  key: Fewer["key"],
  replicas: number,
): Deployment["scaling"] {
  if (scaling.kind === "static") return { ...scaling, numReplicas: Math.min(scaling.numReplicas, replicas) };
  const least = Math.min(scaling.minReplicas, replicas);
  const initial = scaling.initialReplicas === null ? null : Math.min(scaling.initialReplicas, replicas);
  return {
    ...scaling,
    minReplicas: least,
    initialReplicas: initial,
    ...(key === "max_replicas" ? { maxReplicas: Math.min(scaling.maxReplicas, replicas) } : {}),
  };
}
