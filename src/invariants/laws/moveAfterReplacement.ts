import type { CompactedNode } from "../../simulation/result/CompactedNode.ts";
import type { ReplicaLife } from "../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Invariant } from "../evidence/Invariant.ts";
import { inForceAt } from "../evidence/inForceAt.ts";

export const moveAfterReplacement: Invariant = {
  id: "move-after-replacement",
  law: "A replica that is moved to another node stops only when as many others run as wanted, or when its node goes, and never later than its node. A node is compacted only when nothing of its version has changed for as long as set and nothing rolls out. It takes no new replica then.",
  source: "ray 2.60.0, deployment_state.py: PENDING_MIGRATION; deployment_scheduler.py: get_node_to_compact",
  checkResult: (result) => [
    ...result.replicas.flatMap((life) => checkMoves(result, life)),
    ...result.compactions.flatMap((compaction) => checkCompaction(result, compaction)),
  ],
};

function checkMoves(result: SimulationResult, life: ReplicaLife): readonly string[] {
  return life.migrations.flatMap(({ fromSeconds, deadlineSeconds, toSeconds, replacedAtSeconds }) => {
    const { replica, runningAtSeconds, drainingAtSeconds, version, deployment } = life;
    const goneSeconds = life.goneAtSeconds ?? result.scenario.horizonSeconds;
    const isBounded = deadlineSeconds === null || toSeconds !== null || goneSeconds <= deadlineSeconds;
    const isRunning = runningAtSeconds !== null && fromSeconds >= runningAtSeconds;
    const doneAtSeconds = toSeconds ?? replacedAtSeconds ?? Number.POSITIVE_INFINITY;
    return [
      ...(isRunning ? [] : [`replica ${replica} was moved at ${fromSeconds} s and did not run`]),
      ...(doneAtSeconds >= fromSeconds
        ? []
        : [`replica ${replica} was moved at ${fromSeconds} s and done with at ${doneAtSeconds} s`]),
      ...(isBounded
        ? []
        : [
            `replica ${replica} was there until ${goneSeconds} s, its node was to go at ${deadlineSeconds} s`,
          ]),
      ...(toSeconds === null || replacedAtSeconds === null
        ? []
        : [`replica ${replica} was replaced after its move was given up`]),
      ...(replacedAtSeconds === null || drainingAtSeconds === replacedAtSeconds
        ? []
        : [`replica ${replica} was replaced at ${replacedAtSeconds} s and did not stop then`]),
      ...(replacedAtSeconds === null
        ? []
        : checkReplacement(result, { replica, version, deployment, atSeconds: replacedAtSeconds })),
    ];
  });
}

function checkReplacement(
  result: SimulationResult,
  at: {
    readonly replica: number;
    readonly version: string;
    readonly deployment: string;
    readonly atSeconds: number;
  },
): readonly string[] {
  const { replica, version, deployment, atSeconds } = at;
  const running = result.replicas.filter(
    (life) =>
      life.version === version &&
      life.deployment === deployment &&
      life.runningAtSeconds !== null &&
      life.runningAtSeconds <= atSeconds &&
      // Who drains from that moment on may have been told to after this one.
      (life.drainingAtSeconds ?? life.goneAtSeconds ?? Infinity) >= atSeconds &&
      life.migrations.every(({ replacedAtSeconds }) => replacedAtSeconds !== atSeconds),
  ).length;
  const own = result.targets.filter((each) => each.version === version && each.deployment === deployment);
  const wanted = Math.min(...inForceAt(own, atSeconds).map(({ targetReplicas }) => targetReplicas));
  return running >= wanted
    ? []
    : [
        `replica ${replica} was replaced at ${atSeconds} s, when ${running} others of ${deployment} ran of ${wanted} wanted`,
      ];
}

function checkCompaction(result: SimulationResult, compaction: CompactedNode): readonly string[] {
  const { node, version, startedAtSeconds, endedAtSeconds, outcome, stableSeconds } = compaction;
  const what = `node ${node}, compacted from ${startedAtSeconds} s`;
  const end = endedAtSeconds ?? Infinity;
  const released = result.nodes.find((each) => each.node === node)?.releasedAtSeconds ?? Infinity;
  const changes = result.replicas
    .filter((life) => life.version === version)
    .flatMap((life) => [
      life.requestedAtSeconds,
      life.placedAtSeconds,
      life.runningAtSeconds,
      life.drainingAtSeconds,
      life.goneAtSeconds,
    ])
    .filter((atSeconds) => atSeconds !== null)
    .filter((atSeconds) => atSeconds + stableSeconds > startedAtSeconds && atSeconds < startedAtSeconds);
  const arrivals = result.replicas.filter(
    (life) =>
      (life.node === node || life.shares?.some((share) => share.node === node)) &&
      life.placedAtSeconds !== null &&
      life.placedAtSeconds > startedAtSeconds &&
      life.placedAtSeconds < end,
  );
  const states = inForceAt(result.serviceStates, startedAtSeconds);
  const isChanging = states.every(({ state }) => state === "ROLLING_OUT" || state === "ROLLING_BACK");
  return [
    ...(changes.length === 0
      ? []
      : [`${what}: replicas of ${version} changed at ${changes[0]} s, less than ${stableSeconds} s before`]),
    ...arrivals.map(({ replica }) => `${what}: replica ${replica} was placed on it`),
    ...(isChanging ? [`${what}: the service was ${states.map(({ state }) => state).join(", ")}`] : []),
    ...(outcome !== "compacted" || released <= end
      ? []
      : [`${what}: it is said to be gone at ${end} s and was not released by then`]),
  ];
}
