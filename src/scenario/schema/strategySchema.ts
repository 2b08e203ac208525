import { z } from "zod";
import { strategies } from "../../strategies/registry.ts";
import { section } from "../fields/section.ts";

/** How an update is rolled out where not as Anyscale does it: one strategy by its name, with its options. */
export const strategySchema = section(
  Object.fromEntries(
    strategies.map(({ kind, schema, sentence }): [string, z.ZodOptional] => [
      kind,
      z.optional(schema).describe(sentence),
    ]),
  ),
)
  .superRefine((named, context) => {
    const found = Object.keys(named).filter((kind) => named[kind] !== undefined);
    if (found.length === 1) return;
    const what = found.length === 0 ? "names no strategy" : `names ${found.join(" and ")}`;
    const kinds = strategies.map(({ kind }) => kind).join(", ");
    context.addIssue({ code: "custom", message: `${what}; expected one with its options, of ${kinds}` });
  })
  .meta({
    id: "Strategy",
    description:
      "How an update is rolled out by another system than Anyscale: one strategy by its name, with its options.",
  });
