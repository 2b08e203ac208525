import type { Summary } from "./result/Summary.ts";

export type Comparison = "<" | "<=" | "=" | "!=" | ">=" | ">";

/** An assertion over the summary, as `expect:` holds it. */
export interface Expectation {
  /** As written, for messages. */
  readonly text: string;
  readonly field: keyof Summary;
  readonly comparison: Comparison;
  readonly value: number | string;
}

export interface ExpectationResult {
  readonly expectation: Expectation;
  readonly passed: boolean;
  readonly actual: number | string | null;
}
