import type { RolloutPlan, RolloutSplit, RolloutStep, VersionShare } from "../../../../src/planner.ts";

/** `canary capacity/traffic primary capacity/traffic`, a row a step. */
export function splitsOf(plan: RolloutPlan): readonly string[] {
  return plan.steps.map(
    ({ canary, primary }) =>
      `${canary.capacityPercent}/${canary.trafficPercent} ${primary.capacityPercent}/${primary.trafficPercent}`,
  );
}

export function kindsOf(plan: RolloutPlan): readonly string[] {
  return plan.steps.map(({ kind }) => kind);
}

export function split(
  canaryCapacity: number,
  canaryTraffic: number,
  primaryCapacity: number,
  primaryTraffic: number,
): RolloutSplit {
  return {
    canary: { capacityPercent: canaryCapacity, trafficPercent: canaryTraffic },
    primary: { capacityPercent: primaryCapacity, trafficPercent: primaryTraffic },
  };
}

interface Expected {
  readonly from: RolloutSplit;
  readonly canaryTrafficPercent: number;
  readonly maxSurgePercent: number;
  readonly outcome: RolloutPlan["outcome"];
}

/** Which laws of a gradual plan's percentages a plan breaks, in words; empty when it keeps all. */
export function brokenLaws(plan: RolloutPlan, expected: Expected): readonly string[] {
  const { steps } = plan;
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return ["has no steps"];
  const toCanary = expected.canaryTrafficPercent > expected.from.canary.trafficPercent;
  const broken: string[] = [];
  const hold = (law: string, held: boolean): void => {
    if (!held) broken.push(law);
  };

  hold("begins with the start", first.kind === "start" && sameSplit(first, expected.from));
  hold("ends with the traffic asked for", last.canary.trafficPercent === expected.canaryTrafficPercent);
  hold("ends well", plan.outcome === expected.outcome);
  if (plan.outcome === "completed")
    hold("completes with the canary alone", sameSplit(last, split(100, 100, 0, 0)));
  if (plan.outcome === "rolled-back")
    hold("rolls back to the primary alone", sameSplit(last, split(0, 0, 100, 100)));
  const target = expected.canaryTrafficPercent;
  if (expected.maxSurgePercent < 100 && target > 0 && target < 100) {
    hold(
      "pauses with capacity just enough",
      sameSplit(last, split(target, target, 100 - target, 100 - target)),
    );
  }
  steps.forEach((step, index) => {
    const at = `step ${index}`;
    const { canary, primary } = step;
    const previous = steps[index - 1];
    hold(`${at}: knows its index`, step.index === index);
    hold(`${at}: traffic-whole`, canary.trafficPercent + primary.trafficPercent === 100);
    hold(`${at}: canary traffic-within-capacity`, canary.trafficPercent <= canary.capacityPercent);
    hold(`${at}: primary traffic-within-capacity`, primary.trafficPercent <= primary.capacityPercent);
    for (const value of [canary.capacityPercent, canary.trafficPercent, primary.capacityPercent]) {
      hold(`${at}: whole percentages`, Number.isInteger(value) && value >= 0 && value <= 100);
    }
    if (previous === undefined) return;
    hold(
      `${at}: surge-bound`,
      canary.capacityPercent + primary.capacityPercent <= 100 + expected.maxSurgePercent,
    );
    const ended = step === last && plan.outcome !== "paused";
    hold(`${at}: one-each`, ended || (canary.capacityPercent > 0 && primary.capacityPercent > 0));
    hold(`${at}: changes something`, !sameSplit(step, previous));
    const [gaining, losing] = toCanary ? (["canary", "primary"] as const) : (["primary", "canary"] as const);
    const moved = step[gaining].trafficPercent - previous[gaining].trafficPercent;
    const gained = step[gaining].capacityPercent - previous[gaining].capacityPercent;
    const lost = previous[losing].capacityPercent - step[losing].capacityPercent;
    hold(`${at}: forward-only`, moved >= 0);
    if (expected.canaryTrafficPercent !== expected.from.canary.trafficPercent) {
      hold(`${at}: does what its kind says`, doesItsKind(step, { moved, gained, lost }));
      hold(`${at}: grows by the surge at most`, gained <= expected.maxSurgePercent);
    }
  });
  return broken;
}

function doesItsKind(
  { kind }: RolloutStep,
  { moved, gained, lost }: { readonly moved: number; readonly gained: number; readonly lost: number },
): boolean {
  switch (kind) {
    case "scale-up":
      return gained > 0 && moved === 0 && lost === 0;
    case "shift":
      return moved > 0 && gained <= 0 && lost >= 0;
    case "trim":
      return moved === 0 && gained <= 0 && lost >= 0;
    case "start":
    case "roll-back-at-once":
      return false;
  }
}

function sameSplit(one: RolloutSplit, other: RolloutSplit): boolean {
  return sameShare(one.canary, other.canary) && sameShare(one.primary, other.primary);
}

function sameShare(one: VersionShare, other: VersionShare): boolean {
  return one.capacityPercent === other.capacityPercent && one.trafficPercent === other.trafficPercent;
}
