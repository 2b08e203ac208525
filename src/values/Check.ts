import { describeValue } from "./describeValue.ts";

/** What is wrong with a value from outside, in words; `null`: nothing. */
export type Check = (value: unknown) => string | null;

/** What was expected, and what was found instead. */
export function expected(what: string, found: unknown): string {
  return `expected ${what}, found ${describeValue(found)}`;
}

/** `null` is right too. */
export function orNull(check: Check): Check {
  return (value) => (value === null ? null : check(value));
}

/** Whether it is a number that is neither infinite nor NaN. */
export function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
