import * as fc from "fast-check";
import type { RollbackOptions } from "../strategies/anyscale/plan/planRollback.ts";
import type { RolloutOptions } from "../strategies/anyscale/plan/planRollout.ts";
import type { RolloutPlan } from "../strategies/capacity/RolloutPlan.ts";
import { assertTrials, type TrialOptions } from "./assertTrials.ts";
import { commandSequenceArbitrary } from "./commandSequenceArbitrary.ts";
import type { PlannerCommand } from "./PlannerCommand.ts";
import { playCommands } from "./playCommands.ts";
import { rolloutOptionsArbitrary } from "./rolloutOptionsArbitrary.ts";
import { tryLaws } from "./tryLaws.ts";

/**
 * Property-tests a planner: random services, surges, patterns and splits, then random commands, every plan on the way
 * checked by every law of plans. `runs` is the number of rollouts (default 200), `seed` says which (default 1).
 *
 * @param planRollout takes the options of Rollcast's own `planRollout` and returns a plan.
 * @throws LawBrokenError with the smallest options and commands that break a law.
 */
export function assertPlanner(
  planRollout: (options: RolloutOptions) => RolloutPlan,
  options: TrialOptions & {
    /** To test rollbacks as well. */
    readonly planRollback?: ((options: RollbackOptions) => RolloutPlan) | undefined;
  } = {},
): void {
  const { runs = 200, seed = 1, planRollback } = options;
  assertTrials(
    fc.record({ options: rolloutOptionsArbitrary(), commands: commandSequenceArbitrary() }),
    (input) => tryLaws(() => playCommands({ planRollout, planRollback }, input.options, input.commands)),
    { runs, seed, subject: "The planner", describe: describeInput },
  );
}

function describeInput(input: {
  readonly options: RolloutOptions;
  readonly commands: readonly PlannerCommand[];
}): string {
  const call = `planRollout(${JSON.stringify(input.options, null, 2)})`;
  const commands = input.commands.map((command) => `  ${JSON.stringify(command)}`).join("\n");
  return commands === "" ? call : `${call}\nthen\n${commands}`;
}
