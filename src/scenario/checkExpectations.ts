import type { Comparison, Expectation, ExpectationResult } from "../simulation/Expectation.ts";
import type { Summary } from "../simulation/result/Summary.ts";

/** Of several runs: all summaries, and how many runs have none because they were not played to the end. */
export interface SummariesOfRuns {
  readonly summaries: readonly Summary[];
  readonly stoppedRuns: number;
}

/**
 * Holds each expectation against the summary, and against those of all runs where there are several: each has to meet it, or the share of
 * them that it names. A figure that was not measured (`null`) meets none, and so does a run that was not played to its end.
 */
export function checkExpectations(
  expectations: readonly Expectation[],
  summary: Summary,
  { summaries, stoppedRuns }: SummariesOfRuns = { summaries: [summary], stoppedRuns: 0 },
): readonly ExpectationResult[] {
  const runs = summaries.length + stoppedRuns;
  return expectations.map((expectation) => {
    const { field, runsPercent } = expectation;
    const values = summaries.map((each) => each[field]);
    const metRuns = values.filter((value) => meets(value, expectation)).length;
    return {
      expectation,
      actual: summary[field],
      worst: worstOf(values, expectation),
      // In whole runs: 90 % of 5 runs are all of them.
      passed: 100 * metRuns >= runsPercent * runs,
      metRuns,
      runs,
    };
  });
}

type Figure = number | string | null;

function meets(actual: Figure, { comparison, value }: Expectation): boolean {
  return actual !== null && holds(actual, comparison, value);
}

/** A figure that was not measured, else that furthest from what is expected, else the first that misses it. */
function worstOf(values: readonly Figure[], expectation: Expectation): Figure {
  const [first = null] = values;
  if (values.includes(null)) return null;
  const numbers = values.filter((value) => typeof value === "number");
  switch (expectation.comparison) {
    case "<":
    case "<=":
      return numbers.reduce((most, value) => Math.max(most, value), -Infinity);
    case ">":
    case ">=":
      return numbers.reduce((least, value) => Math.min(least, value), Infinity);
    case "=":
    case "!=":
      return values.find((value) => !meets(value, expectation)) ?? first;
    default:
      return expectation.comparison satisfies never;
  }
}

function holds(actual: number | string, comparison: Comparison, value: number | string): boolean {
  switch (comparison) {
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case ">=":
      return actual >= value;
    case ">":
      return actual > value;
    default:
      return comparison satisfies never;
  }
}
