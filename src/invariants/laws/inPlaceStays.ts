import type { PlayedCommand } from "../../simulation/result/PlayedCommand.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { describeSplit } from "../evidence/describeSplit.ts";
import type { Invariant } from "../evidence/Invariant.ts";
import { inForceAt } from "../evidence/inForceAt.ts";

export const inPlaceStays: Invariant = {
  id: "in-place-stays",
  law: "An in-place update starts no cluster and moves no traffic; forbidden combinations are refused.",
  source:
    "anyscale-update-a-service.txt: in_place updates the existing cluster, not with canary_percent or max_surge_percent",
  checkResult: (result) => [
    ...checkVersions(result),
    ...checkConfigurations(result),
    ...result.commands.flatMap((command, index) =>
      command.accepted && command.kind === "update-in-place"
        ? checkUpdate(result, command, index).map(
            (violation) => `the in-place update at ${command.atSeconds} s: ${violation}`,
          )
        : [],
    ),
  ],
};

function isOrdered({ commands }: SimulationResult, kind: PlayedCommand["kind"], atSeconds: number): boolean {
  return commands.some((each) => each.accepted && each.kind === kind && each.atSeconds === atSeconds);
}

/** Anyscale starts the cluster of a new version at the deploy; another system may take its time. */
function isDeployed(result: SimulationResult, atSeconds: number): boolean {
  // Some strategies have commands of their own that bring a version.
  if (isOrdered(result, "deploy", atSeconds) || isOrdered(result, "strategy-command", atSeconds)) return true;
  const isElsewhere = result.rollouts.some(
    (rollout) => rollout.strategy !== "anyscale" && rollout.atSeconds <= atSeconds,
  );
  return (
    isElsewhere &&
    result.commands.some((each) => each.accepted && each.kind === "deploy" && each.atSeconds < atSeconds)
  );
}

/** Only a deploy brings a second version, and only a known version has nodes: anything else started a cluster. */
function checkVersions(result: SimulationResult): readonly string[] {
  const known = new Set(result.versions.map(({ id }) => id));
  const strange = [...new Set(result.nodes.map(({ version }) => version))].filter((id) => !known.has(id));
  const unordered = result.versions.slice(1).flatMap(({ id, configurations }) => {
    const since = configurations[0]?.atSeconds;
    return since !== undefined && isDeployed(result, since)
      ? []
      : [`version ${id} appeared at ${since} s without an accepted deploy`];
  });
  return [
    ...(result.versions.length === 0 ? ["no version is recorded"] : []),
    ...strange.map((id) => `nodes ran for ${id}, which no record of versions names`),
    ...unordered,
  ];
}

/** What is refused changes nothing, so every change of a version's config has its accepted update. */
function checkConfigurations(result: SimulationResult): readonly string[] {
  return result.versions.flatMap(({ id, configurations }) =>
    configurations
      .slice(1)
      .filter(({ atSeconds }) => !isOrdered(result, "update-in-place", atSeconds))
      .map(
        ({ atSeconds }) => `${id} changed its config at ${atSeconds} s without an accepted in-place update`,
      ),
  );
}

function checkUpdate(result: SimulationResult, command: PlayedCommand, index: number): readonly string[] {
  const { atSeconds } = command;
  const next = result.commands
    .slice(index + 1)
    .find((each) => each.accepted && each.kind !== "update-in-place");
  const untilSeconds = next?.atSeconds ?? Number.POSITIVE_INFINITY;
  const follows = (change: { readonly atSeconds: number }) =>
    change.atSeconds >= atSeconds && change.atSeconds < untilSeconds;
  const isApplied = result.versions.some(({ configurations }) =>
    configurations.slice(1).some((each) => each.atSeconds === atSeconds),
  );
  return [
    ...(isApplied ? [] : ["no version changed its config"]),
    ...(isWhole(result, atSeconds) ? [] : ["it was accepted while a rollout was under way"]),
    ...result.splits
      .filter(follows)
      // What was there or came to its end in that very instant came before.
      .filter(
        ({ cause, ...change }) => change.atSeconds > atSeconds || (cause !== "start" && cause !== "finish"),
      )
      .map((change) => `the split changed at ${change.atSeconds} s to ${describeSplit(change.split)}`),
    ...result.plans.filter(follows).map((played) => `a ${played.cause} plan began at ${played.atSeconds} s`),
  ];
}

/** Whether one version alone carried everything at some point of that moment. */
function isWhole({ splits }: SimulationResult, atSeconds: number): boolean {
  return inForceAt(splits, atSeconds).some(({ split }) => split.canary.capacityPercent === 0);
}
