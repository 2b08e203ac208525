import type { Scenario } from "../simulation/Scenario.ts";
import type { Feasibility, Reliance } from "./Feasibility.ts";
import { autoscaledDeployments, type Judgement, judge, type TryUnder, versionsOf } from "./judge.ts";
import type { RolloutNeeds } from "./RolloutNeeds.ts";
import { readNeeds } from "./readNeeds.ts";
import { readShortage } from "./readShortage.ts";
import type { Rehearsal } from "./rehearsal/rehearse.ts";
import { findRepairs } from "./repairs/findRepairs.ts";

/** What the check of feasibility may be given beside the scenario. */
export interface FeasibilityOptions {
  /** Whether the smallest changes with which the update finishes are looked for, where it may not. Default: true. */
  readonly repairs?: boolean;
}

/**
 * Whether the update of a scenario can ever be done, and what is the smallest change that lets it: found by playing it with its
 * machines, pools, replicas of both versions and its strategy, but without requests, faults and luck, until it ends or nothing
 * can move any more. Whatever the simulation places, this places by the same rules, for it is the simulation.
 *
 * Commands after the last update (a rollback, a termination) and what comes after the horizon play no part.
 *
 * @throws SimulationLimitError when the update takes more events than the scenario allows.
 */
export function checkFeasibility(
  scenario: Scenario,
  { repairs: wantsRepairs = true }: FeasibilityOptions = {},
): Feasibility {
  // A system that is moved by hand, call by call, has no end that it could reach or miss.
  if (scenario.commands.some(({ command }) => command.kind === "strategy-command"))
    return { verdict: "no-update" };
  const judgement = judge(scenario);
  if (judgement === null) return { verdict: "no-update" };
  const { usual, on, tryUnder } = judgement;
  const needs = needsOf(scenario, judgement);
  if (usual.isDone && on.length === 0) {
    return {
      verdict: "finishes",
      durationSeconds: durationOf(usual),
      reliesOn: findReliances(scenario, tryUnder),
      needs,
    };
  }
  const shortage = judgement.shortage ?? readShortage(usual.result);
  const { repairs, neededNodes } = wantsRepairs
    ? findRepairs(scenario, { conditions: judgement.worst, shortage })
    : { repairs: null, neededNodes: null };
  const counted = { ...shortage, neededNodes };
  return on.length === 0
    ? { verdict: "never-finishes", shortage: counted, repairs, needs }
    : {
        verdict: "depends",
        on,
        finishesAsWritten: usual.isDone,
        shortage: counted,
        repairs,
        needs,
      };
}

function needsOf(scenario: Scenario, { usual, tryUnder }: Judgement): RolloutNeeds {
  const least = usual.isDone ? usual : tryUnder({ pools: "unlimited" });
  const isScaled = autoscaledDeployments(scenario).length > 0;
  return readNeeds(
    least.result,
    isScaled ? tryUnder({ load: "most", pools: "unlimited" }).result : least.result,
    {
      sharesCluster: scenario.commands.some(
        ({ command }) => command.kind === "deploy" && command.strategy.cluster === "shared",
      ),
    },
  );
}

/** Only where pools may run short does it matter whether nodes come back. */
function findReliances(scenario: Scenario, tryUnder: TryUnder): readonly Reliance[] {
  const groups = versionsOf(scenario)
    .flatMap(({ cluster }) => cluster.workerGroups)
    .filter(({ pool }) => pool !== null);
  if (groups.length === 0 || tryUnder({ releasesIdle: false }).isDone) return [];
  return [
    {
      kind: "idle-release",
      workerGroups: [...new Set(groups.map(({ name }) => name))],
      idleSeconds: Math.max(...groups.map(({ idleSeconds }) => idleSeconds)),
    },
  ];
}

function durationOf({ result }: Rehearsal): number {
  return Math.round((result.summary.durationMinutes ?? 0) * 60);
}
