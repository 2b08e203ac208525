import type { Draft } from "./Draft.ts";

/** A copy that a test may change. */
export function draftOf<Value>(value: Value): Draft<Value> {
  // The copy is nobody else's, so that writing to it is sound; the type system cannot know.
  return structuredClone(value) as Draft<Value>;
}
