import type { z } from "zod";
import { describeChoices } from "./describeChoices.ts";

/**
 * For a map that takes no other keys than its own and has no words for them, as in the options of a strategy: one line of the
 * message for each unknown key.
 */
export const describeUnknownKeys: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== "unrecognized_keys") return undefined;
  // What raises it is a map: `$ZodObject` alone does.
  const { shape } = (issue.inst as z.core.$ZodObject)._zod.def;
  const known = Object.keys(shape);
  const kind = kindOf(shape);
  const who = kind === null ? "unknown key" : `${kind} has no such key`;
  return issue.keys.map((key) => `${who}; ${describeChoices(key, known, "keys")}`).join("\n");
};

/** What tells one kind of options from another: `type Recreate`; `null`: there is one kind. */
function kindOf(shape: z.core.$ZodShape): string | null {
  for (const [key, schema] of Object.entries(shape)) {
    const [value, ...others] = schema._zod.values ?? [];
    const isKind = typeof value === "string" && others.every((other) => other === undefined);
    if (isKind) return `${key} ${value}`;
  }
  return null;
}
