import type { Dependence } from "../../src/feasibility/Feasibility.ts";
import { judge } from "../../src/feasibility/judge.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/** What was foretold of a scenario, and what became of it. */
export interface Truth {
  readonly verdict: "no-update" | "finishes" | "never-finishes" | "depends";
  readonly on: readonly Dependence[];
  readonly outcome: string;
  /** `undecided`: it was not foretold, for it depends on luck or load. */
  readonly agreement: "agrees" | "disagrees" | "undecided";
}

const done: readonly string[] = ["completed", "paused", "updated-in-place", "started"];

/** Plays a scenario with its requests and its luck, and holds the verdict against it. */
export function judgeTruth(scenario: Scenario): Truth {
  const judgement = judge(scenario);
  const { summary, commands } = simulate(scenario);
  const { outcome } = summary;
  if (judgement === null) return { verdict: "no-update", on: [], outcome, agreement: "undecided" };
  const { usual, on } = judgement;
  const isDone = done.includes(outcome) && commands.every(({ accepted }) => accepted);
  const isForetold = on.every(isWritten);
  return {
    verdict: on.length > 0 ? "depends" : usual.isDone ? "finishes" : "never-finishes",
    on,
    outcome,
    agreement: !isForetold ? "undecided" : usual.isDone === isDone ? "agrees" : "disagrees",
  };
}

/** The scenario itself says which way it goes. */
function isWritten({ kind }: Dependence): boolean {
  return kind === "pool-change" || kind === "spot";
}
