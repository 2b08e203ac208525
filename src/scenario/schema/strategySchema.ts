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
  .refine((named) => Object.values(named).filter((options) => options !== undefined).length === 1, {
    error: `expected one strategy with its options: ${strategies.map(({ kind }) => kind).join(", ")}`,
  })
  .meta({
    id: "Strategy",
    description:
      "How an update is rolled out by another system than Anyscale: one strategy by its name, with its options.",
  });
