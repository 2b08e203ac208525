import { describeValue } from "../../../values/describeValue.ts";
import { checkDeployments } from "../../capacity/checkDeployments.ts";
import { checkPercent } from "../../capacity/checkPercent.ts";
import { checkRounding } from "../../capacity/checkRounding.ts";
import type { PlanProblem } from "../../capacity/PlanError.ts";
import type { PlannedDeployment } from "../../capacity/PlannedDeployment.ts";
import type { PlanOutcome, RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { Rounding } from "../../capacity/Rounding.ts";
import { throwIfAny } from "../../capacity/throwIfAny.ts";
import { checkSplit } from "./checkSplit.ts";
import { checkSurge } from "./checkSurge.ts";
import { checkTrafficPattern } from "./checkTrafficPattern.ts";
import { completePlan } from "./completePlan.ts";
import { isFullSurge } from "./isFullSurge.ts";
import type { MigrationGoal } from "./migrate.ts";
import type { PlannedRow } from "./PlannedRow.ts";
import { type PlanDirection, planRows } from "./planRows.ts";
import { splitBeforeRollout } from "./splitBeforeRollout.ts";
import { type TrafficPatternName, trafficPatterns } from "./trafficPatterns.ts";

/** How a version is rolled out. What is left out has Anyscale's documented default. */
export interface RolloutOptions {
  /** Capacity allowed beyond 100 %, a whole percentage from 1 to 100. Default 100, a full surge. */
  readonly maxSurgePercent?: number | undefined;
  /** Manual control: stop at this canary traffic, a whole percentage from 0 to 100; 100 completes. Default: automatic. */
  readonly canaryPercent?: number | undefined;
  /**
   * Canary traffic after each shift of an automatic full-surge rollout: a documented pattern, or whole percentages that
   * ascend to 100. Default `"aws"`. Does not apply otherwise, and `notes` says so.
   */
  readonly trafficPattern?: TrafficPatternName | readonly number[] | undefined;
  /** Where the plan begins. Default: canary 0/0, primary 100/100. Any step of another plan fits. */
  readonly from?: RolloutSplit | undefined;
  /** Default `"up"`, as Anyscale documents. */
  readonly rounding?: Rounding | undefined;
  /** What the primary runs. Empty for a plan of percentages alone. */
  readonly deployments: readonly PlannedDeployment[];
  /** What the canary runs. Default: the same as the primary. */
  readonly canaryDeployments?: readonly PlannedDeployment[] | undefined;
  /** `false`: the primary keeps its capacity, without traffic, when the canary has all of it. Default `true`. */
  readonly autoCompleteRollout?: boolean | undefined;
}

/**
 * Plans a rollout: which capacity and traffic both versions have, step by step, and the replicas that this means.
 *
 * `steps[0]` is where the plan begins; every later step obeys the laws of the documents: total capacity at most
 * 100 + surge, traffic within capacity, at least one replica of each deployment in both versions until the end.
 * From a split with more canary traffic than `canaryPercent` the traffic moves back, by the mirror image of a rollout.
 *
 * Source: anyscale-update-a-service.txt. Where it is silent: docs/decisions/planner-capacity-and-traffic.md.
 *
 * @throws PlanError with all problems, when no plan can be made from the options.
 */
export function planRollout(options: RolloutOptions): RolloutPlan {
  throwIfAny(checkOptions(options));
  const { maxSurgePercent = 100, canaryPercent, from = splitBeforeRollout, rounding = "up" } = options;
  const { deployments, canaryDeployments = deployments, autoCompleteRollout = true } = options;
  const present = from.canary.trafficPercent;
  const target = canaryPercent ?? 100;

  let rows: readonly PlannedRow[];
  if (target === 0 && from.canary.capacityPercent === 0) {
    rows = startCanary(from, maxSurgePercent);
  } else {
    const direction: PlanDirection = target < present || target === 0 ? "to-primary" : "to-canary";
    const goal = chooseGoal(target, direction, autoCompleteRollout);
    const stopPercents = canaryPercent === undefined ? patternShares(options.trafficPattern ?? "aws") : [];
    rows = planRows(from, direction, { goal, maxSurgePercent, stopPercents });
  }
  const outcome: PlanOutcome = target === 100 && autoCompleteRollout ? "completed" : "paused";
  return completePlan({
    rows,
    versions: { canary: canaryDeployments, primary: deployments },
    maxSurgePercent,
    rounding,
    outcome,
    notes: noteSettings(options, maxSurgePercent),
  });
}

function checkOptions(options: RolloutOptions): readonly PlanProblem[] {
  const { maxSurgePercent, canaryPercent, trafficPattern, from, rounding } = options;
  const { deployments, canaryDeployments, autoCompleteRollout } = options;
  return [
    ...(maxSurgePercent === undefined ? [] : checkSurge(maxSurgePercent)),
    ...(canaryPercent === undefined ? [] : checkPercent(canaryPercent, "canaryPercent")),
    ...(trafficPattern === undefined ? [] : checkTrafficPattern(trafficPattern)),
    ...(from === undefined ? [] : checkSplit(from)),
    ...(rounding === undefined ? [] : checkRounding(rounding)),
    ...checkDeployments(deployments, "deployments"),
    ...(canaryDeployments === undefined ? [] : checkDeployments(canaryDeployments, "canaryDeployments")),
    ...checkAutoComplete(autoCompleteRollout),
  ];
}

function checkAutoComplete(value: unknown): readonly PlanProblem[] {
  if (value === undefined || typeof value === "boolean") return [];
  const field = "autoCompleteRollout";
  return [
    { code: "wrong-type", field, message: `${field} must be true or false, not ${describeValue(value)}.` },
  ];
}

/** A canary without traffic still has to run: requests that name it in `X-ANYSCALE-VERSION` reach it. */
function startCanary(from: RolloutSplit, maxSurgePercent: number): readonly PlannedRow[] {
  const { canary, primary } = from;
  return [
    { kind: "start", canary, primary },
    { kind: "scale-up", canary: { ...canary, capacityPercent: maxSurgePercent }, primary },
  ];
}

function chooseGoal(
  targetPercent: number,
  direction: PlanDirection,
  autoCompleteRollout: boolean,
): MigrationGoal {
  switch (direction) {
    case "to-canary":
      if (targetPercent < 100) return { kind: "pause", gainingTrafficPercent: targetPercent };
      return { kind: autoCompleteRollout ? "replace" : "keep" };
    case "to-primary":
      // Only a rollback ends the canary: under manual control at 0 % both versions keep a replica.
      if (targetPercent === 0) return { kind: "keep" };
      return { kind: "pause", gainingTrafficPercent: 100 - targetPercent };
    default: {
      const impossible: never = direction;
      throw new Error(`Assertion: no such direction: ${String(impossible)}`);
    }
  }
}

function patternShares(pattern: TrafficPatternName | readonly number[]): readonly number[] {
  return typeof pattern === "string" ? trafficPatterns[pattern].canaryTrafficPercents : pattern;
}

function noteSettings(options: RolloutOptions, maxSurgePercent: number): readonly string[] {
  const { trafficPattern, canaryPercent, autoCompleteRollout } = options;
  const notes: string[] = [];
  if (trafficPattern !== undefined && !isFullSurge(maxSurgePercent)) {
    notes.push(
      `trafficPattern does not apply with maxSurgePercent ${maxSurgePercent}: in a constrained rollout traffic follows capacity.`,
    );
  } else if (trafficPattern !== undefined && canaryPercent !== undefined) {
    notes.push(
      `trafficPattern does not apply with canaryPercent ${canaryPercent}: manual control moves directly to that split.`,
    );
  }
  if (autoCompleteRollout === false && (canaryPercent ?? 100) < 100) {
    notes.push(
      `autoCompleteRollout does not apply below 100 % canary traffic: the plan pauses at ${canaryPercent} %.`,
    );
  } else if (autoCompleteRollout === false) {
    notes.push(
      "autoCompleteRollout is false: the primary keeps its capacity, without traffic, until the rollout is completed or rolled back.",
    );
  }
  return notes;
}
