import { formatProblem } from "./formatProblem.ts";
import type { ScenarioProblem } from "./ScenarioProblem.ts";

/** A scenario that cannot be simulated as it is written. `problems` holds everything found, up to a limit. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
