import type { Comparison, Expectation, ExpectationResult } from "../simulation/Expectation.ts";
import type { Summary } from "../simulation/result/Summary.ts";

/** Holds each expectation against the summary. A figure that was not measured (`null`) meets none. */
export function checkExpectations(
  expectations: readonly Expectation[],
  summary: Summary,
): readonly ExpectationResult[] {
  return expectations.map((expectation) => {
    const actual = summary[expectation.field];
    return {
      expectation,
      actual,
      passed: actual !== null && holds(actual, expectation.comparison, expectation.value),
    };
  });
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
