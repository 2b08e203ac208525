import type { ReplicaLife } from "../../src/simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";

type Row = readonly [
  canaryCapacity: number,
  canaryTraffic: number,
  primaryCapacity: number,
  primaryTraffic: number,
];

/** The rows of the plans as they were played: capacity and traffic of both versions at the end of each. */
export function playedRows({ steps }: SimulationResult): Row[] {
  return steps
    .filter(({ planIndex }) => planIndex !== null)
    .map(({ canary, primary }) => [
      canary.capacityPercent,
      canary.trafficPercent,
      primary.capacityPercent,
      primary.trafficPercent,
    ]);
}

/** The replicas that ran at a moment and took requests, after what happened in it. */
export function runningAt(
  { replicas }: Pick<SimulationResult, "replicas">,
  atSeconds: number,
  of: Partial<Pick<ReplicaLife, "version" | "deployment">> = {},
): ReplicaLife[] {
  return replicas.filter(
    (life) =>
      (of.version === undefined || life.version === of.version) &&
      (of.deployment === undefined || life.deployment === of.deployment) &&
      life.runningAtSeconds !== null &&
      life.runningAtSeconds <= atSeconds &&
      (life.drainingAtSeconds ?? life.goneAtSeconds ?? Number.POSITIVE_INFINITY) > atSeconds,
  );
}

/** The replicas that held room on a node at a moment, after what happened in it. */
export function heldAt(
  { replicas }: Pick<SimulationResult, "replicas">,
  atSeconds: number,
  of: Partial<Pick<ReplicaLife, "version" | "deployment">> = {},
): ReplicaLife[] {
  return replicas.filter(
    (life) =>
      (of.version === undefined || life.version === of.version) &&
      (of.deployment === undefined || life.deployment === of.deployment) &&
      life.placedAtSeconds !== null &&
      life.placedAtSeconds <= atSeconds &&
      (life.goneAtSeconds ?? Number.POSITIVE_INFINITY) > atSeconds,
  );
}

/** Every moment at which a replica changed, ascending. */
export function moments({ replicas }: Pick<SimulationResult, "replicas">): number[] {
  const all = replicas.flatMap((life) =>
    [
      life.requestedAtSeconds,
      life.placedAtSeconds,
      life.runningAtSeconds,
      life.drainingAtSeconds,
      life.goneAtSeconds,
    ].filter((moment) => moment !== null),
  );
  return [...new Set(all)].sort((a, b) => a - b);
}

export function serviceStates({ serviceStates }: SimulationResult): string[] {
  return serviceStates.map(({ state }) => state);
}

export function versionStates({ versions }: SimulationResult, id: string): string[] {
  return versions.find((version) => version.id === id)?.changes.map(({ state }) => state) ?? [];
}
