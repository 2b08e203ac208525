import type { Distribution } from "../../src/engine/Distribution.ts";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";

/** So many values of a distribution, in the order in which they are drawn. */
export function drawn(distribution: Distribution, count: number, seed: string): Float64Array {
  const random = createRandomStreams(seed).stream("values");
  return Float64Array.from({ length: count }, () => sample(distribution, random));
}

/** How far an estimate is from the truth, in standard errors. */
export function errorsFrom(
  truth: number,
  parameters: readonly {
    readonly name: string;
    readonly value: number;
    readonly standardError: number | null;
  }[],
  name: string,
): number {
  const found = parameters.find((each) => each.name === name);
  if (found?.standardError == null) throw new Error(`no standard error of ${name}`);
  return (found.value - truth) / found.standardError;
}

/** The share of numbers within ±1.96. */
export function coverage(errors: readonly number[]): number {
  return errors.filter((error) => Math.abs(error) <= 1.96).length / errors.length;
}
