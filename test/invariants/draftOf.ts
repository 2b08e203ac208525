import type { Draft } from "./Draft.ts";

/** A copy that a test may change. It shares nothing within itself either, as `structuredClone` would: one place, one change. */
export function draftOf<Value>(value: Value): Draft<Value> {
  return JSON.parse(JSON.stringify(value));
}
