import type { Scenario } from "../../simulation/Scenario.ts";
import type { ChosenAlternative } from "../../strategies/ChosenStrategy.ts";
import type { Rehearsal } from "../rehearsal/rehearse.ts";
import { describeCost } from "./describeCost.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";
import { type Found, smallest } from "./smallest.ts";

/** Smaller surges with which the update finishes: the largest, and the smallest, where it is another one. */
export function smallerSurges(context: RepairContext): readonly Repair[] {
  const { scenario, attempt } = context;
  const surges = alternativesOf(scenario, "surge").sort((one, other) => other.amount - one.amount);
  const tried = (surge: ChosenAlternative) => attempt.run(withAlternative(scenario, surge));
  const largest = smallest(surges, attempt, tried);
  if (largest === null) return [];
  // Nothing is gained above it: from there on, what finishes is known.
  const below = surges.filter(({ amount }) => amount <= largest.change.amount).toReversed();
  const least = smallest(below, attempt, tried);
  return [
    describeSurge("largest-surge", largest, context),
    ...(least === null || least.change.amount === largest.change.amount
      ? []
      : [describeSurge("smallest-surge", least, context)]),
  ];
}

/** By hand, where the time runs out: nobody takes it back then. */
export function manualSteps(context: RepairContext): readonly Repair[] {
  const { scenario, attempt } = context;
  return alternativesOf(scenario, "manual").flatMap((alternative): readonly Repair[] => {
    const rehearsal = attempt.run(withAlternative(scenario, alternative));
    if (rehearsal === null) return [];
    return [
      {
        kind: "manual-steps",
        what: "in steps by hand",
        settings: alternative.settings,
        amount: alternative.settings.length,
        gpus: 0,
        ...describeCost(rehearsal, scenario),
        risk: "nothing is rolled back by itself and no time runs out: somebody has to watch it, and go on when each step is healthy",
        isProven: true,
      },
    ];
  });
}

/** Old replicas that stop before new ones start: the gentlest way with which the update finishes. */
export function givingWay(context: RepairContext): readonly Repair[] {
  const { scenario, attempt } = context;
  const ways = alternativesOf(scenario, "give-way").sort((one, other) => one.amount - other.amount);
  const found = smallest(ways, attempt, (way) => attempt.run(withAlternative(scenario, way)));
  if (found === null) return [];
  const cost = describeCost(found.rehearsal, scenario);
  return [
    {
      kind: "give-way",
      what: "old replicas stop before new ones start",
      settings: found.change.settings,
      amount: found.change.amount,
      gpus: 0,
      ...cost,
      risk: `capacity falls to ${cost.leastCapacityPercent} % meanwhile`,
      isProven: found.isProven,
    },
  ];
}

/** Other options of the first deploy's strategy. */
export function alternativesOf(scenario: Scenario, kind: ChosenAlternative["kind"]): ChosenAlternative[] {
  const deploy = scenario.commands.find(({ command }) => command.kind === "deploy")?.command;
  if (deploy?.kind !== "deploy") return [];
  return deploy.strategy.alternatives().filter((each) => each.kind === kind);
}

/** Every deploy with that alternative, as far as its own strategy has it. */
export function withAlternative(scenario: Scenario, { kind, amount }: ChosenAlternative): Scenario {
  return {
    ...scenario,
    commands: scenario.commands.map(({ atSeconds, command }) => {
      if (command.kind === "set-canary-percent")
        return { atSeconds, command: { ...command, maxSurgePercent: null } };
      if (command.kind !== "deploy") return { atSeconds, command };
      const other = command.strategy
        .alternatives()
        .find((each) => each.kind === kind && each.amount === amount);
      return { atSeconds, command: other === undefined ? command : { ...command, strategy: other.strategy } };
    }),
  };
}

function describeSurge(
  kind: "largest-surge" | "smallest-surge",
  { change, rehearsal, isProven }: Found<ChosenAlternative> & { readonly rehearsal: Rehearsal },
  { scenario }: RepairContext,
): Repair {
  const cost = describeCost(rehearsal, scenario);
  return {
    kind,
    what: `a surge of ${change.amount} %`,
    settings: change.settings,
    amount: change.amount,
    gpus: 0,
    ...cost,
    risk:
      kind === "largest-surge"
        ? `both versions serve side by side for longer; capacity never falls below ${cost.leastCapacityPercent} %`
        : `the fewest machines, and the longest time with two versions; capacity never falls below ${cost.leastCapacityPercent} %`,
    isProven,
  };
}
