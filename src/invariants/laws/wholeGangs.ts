import type { ReplicaLife } from "../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { TargetRecord } from "../../simulation/result/TargetRecord.ts";
import { configurationsAt } from "../evidence/configurationsAt.ts";
import { fullBounds } from "../evidence/fullBounds.ts";
import type { Invariant } from "../evidence/Invariant.ts";

export const wholeGangs: Invariant = {
  id: "whole-gangs",
  law: "Replicas of a deployment with gangs come in whole gangs: as many as its gang size, requested and placed at one moment. No replica of a gang begins to run once another one drains or has failed to start. What is wanted of the deployment is whole gangs.",
  source: "ray 2.60.0, deployment_state.py: _add_upscale_gang_replicas, _reserve_gang_placement_groups",
  checkResult: (result) => [
    ...checkLives(result),
    ...result.targets.flatMap((record) => checkTarget(result, record)),
  ],
};

function checkLives(result: SimulationResult): readonly string[] {
  const gangs = new Map<number, ReplicaLife[]>();
  for (const life of result.replicas) {
    if (life.gang === undefined) continue;
    const members = gangs.get(life.gang);
    if (members === undefined) gangs.set(life.gang, [life]);
    else members.push(life);
  }
  return [
    ...result.replicas.flatMap((life) => (life.gang === undefined ? checkAlone(result, life) : [])),
    ...[...gangs].flatMap(([gang, members]) => checkGang(result, gang, members)),
  ];
}

function checkAlone(result: SimulationResult, life: ReplicaLife): readonly string[] {
  const sizes = gangSizes(result, { ...life, atSeconds: life.requestedAtSeconds });
  return sizes.length === 0 || sizes.includes(1)
    ? []
    : [`replica ${life.replica} of ${life.deployment} belongs to no gang`];
}

function checkGang(
  result: SimulationResult,
  gang: number,
  members: readonly ReplicaLife[],
): readonly string[] {
  const [first] = members;
  if (first === undefined) return [];
  const sizes = gangSizes(result, { ...first, atSeconds: first.requestedAtSeconds });
  const isOne = (of: (life: ReplicaLife) => unknown) => new Set(members.map(of)).size === 1;
  const firstEnd = Math.min(...members.map(knownEndSeconds));
  const late = members.filter(({ runningAtSeconds }) => (runningAtSeconds ?? 0) > firstEnd);
  return [
    ...(sizes.includes(members.length)
      ? []
      : [
          `gang ${gang} of ${first.deployment} has ${members.length} replicas instead of ${sizes.join(" or ")}`,
        ]),
    ...(isOne(({ version, deployment }) => JSON.stringify([version, deployment]))
      ? []
      : [`gang ${gang} has replicas of several deployments`]),
    ...(isOne(({ requestedAtSeconds }) => requestedAtSeconds)
      ? []
      : [`replicas of gang ${gang} were requested at different moments`]),
    ...(isOne(({ placedAtSeconds }) => placedAtSeconds)
      ? []
      : [`replicas of gang ${gang} were placed at different moments`]),
    ...late.map(
      ({ replica }) => `replica ${replica} began to run after another one of gang ${gang} had ended`,
    ),
  ];
}

/** When the controller knows that a replica ends: of one that ran and died, not before its next health check. */
function knownEndSeconds({ runningAtSeconds, drainingAtSeconds, goneAtSeconds }: ReplicaLife): number {
  return drainingAtSeconds ?? (runningAtSeconds === null ? goneAtSeconds : null) ?? Infinity;
}

function checkTarget(result: SimulationResult, record: TargetRecord): readonly string[] {
  const { atSeconds, version, deployment, targetReplicas } = record;
  const sizes = gangSizes(result, record);
  return sizes.length === 0 || sizes.some((size) => targetReplicas % size === 0)
    ? []
    : [
        `at ${atSeconds} s ${version} wants ${targetReplicas} replicas of ${deployment}, whose gangs have ${sizes.join(" or ")}`,
      ];
}

/** The gang sizes that the configurations in force give a deployment; 1: no gangs. */
function gangSizes(
  result: SimulationResult,
  at: { readonly version: string; readonly deployment: string; readonly atSeconds: number },
): readonly number[] {
  const own = configurationsAt(result, at.version, at.atSeconds).flatMap((deployments) =>
    deployments.filter(({ name }) => name === at.deployment),
  );
  return [...new Set(own.map((each) => fullBounds(each).gangSize))];
}
