import * as fc from "fast-check";
import { checkInvariants } from "../invariants/checkInvariants.ts";
import { printScenario } from "../scenario/yaml/printScenario.ts";
import { simulate } from "../simulation/simulate.ts";
import { withStrategy } from "../simulation/withStrategy.ts";
import { choose } from "../strategies/ChosenStrategy.ts";
import type { Strategy } from "../strategies/Strategy.ts";
import { assertTrials, type TrialOptions } from "./assertTrials.ts";
import { compileScenarioFile } from "./compileScenarioFile.ts";
import { scenarioFileArbitrary } from "./scenarioFileArbitrary.ts";
import { tryLaws } from "./tryLaws.ts";

/**
 * Property-tests a strategy: random scenarios whose every rollout is by it, each run twice, every result checked by the laws of all
 * runs, by those of every strategy and by its own. `runs` is the number of scenarios (default 50), `seed` says which (default 1).
 *
 * @param options Random options of the strategy, as its functions read them.
 * @throws LawBrokenError with the smallest scenario and options that break a law.
 */
export function assertStrategy<Options, State>(
  strategy: Strategy<Options, State>,
  options: fc.Arbitrary<Options>,
  { runs = 50, seed = 1 }: TrialOptions = {},
): void {
  assertTrials(
    fc.tuple(scenarioFileArbitrary(), options),
    ([file, own]) =>
      tryLaws(() => {
        const play = () => simulate(withStrategy(compileScenarioFile(file), choose(strategy, own)));
        return checkInvariants(play(), { replayed: play() });
      }),
    {
      runs,
      seed,
      subject: `The strategy ${strategy.kind}`,
      describe: ([file, own]) => `With the options ${JSON.stringify(own)}:\n\n${printScenario(file)}`,
    },
  );
}
