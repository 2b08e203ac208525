import * as fc from "fast-check";
import { LawBrokenError } from "./LawBrokenError.ts";
import type { Trial } from "./Trial.ts";

/** How many random inputs are tried, and which: the same seed tries the same ones. */
export interface TrialOptions {
  readonly runs?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * Tries random inputs and throws when one fails, with the smallest failing one in the message.
 *
 * @throws LawBrokenError
 */
export function assertTrials<Input>(
  inputs: fc.Arbitrary<Input>,
  attempt: (input: Input) => Trial,
  options: {
    readonly runs: number;
    readonly seed: number;
    readonly subject: string;
    readonly describe: (input: Input) => string;
  },
): void {
  const { runs, seed, subject, describe } = options;
  const property = fc.property(inputs, (input) => attempt(input).kind === "held");
  const details = fc.check(property, { numRuns: runs, seed });
  const smallest = details.counterexample?.[0];
  if (!details.failed || smallest === undefined) {
    return;
  }
  const trial = attempt(smallest);
  const head = `${subject} breaks a law (seed ${seed}, input ${details.numRuns} of ${runs}, made smaller ${details.numShrinks} times).`;
  throw new LawBrokenError(
    `${head}\n\n${describeTrial(trial)}\n\n${describe(smallest)}`,
    trial.kind === "broken" ? trial.failed : [],
  );
}

function describeTrial(trial: Trial): string {
  switch (trial.kind) {
    case "held":
      return "The same input held when it was tried again: the code under test is not deterministic.";
    case "threw":
      return `It threw ${trial.message}`;
    case "broken":
      return trial.failed
        .map(({ id, law, violations }) =>
          [`${id}: ${law}`, ...violations.map((text) => `  - ${text}`)].join("\n"),
        )
        .join("\n");
  }
}
