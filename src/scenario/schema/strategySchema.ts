import { z } from "zod";
import type { NamedChoice, NamedStrategy } from "../../strategies/NamedStrategy.ts";
import { section } from "../fields/section.ts";

/** Anyscale's rollouts by their name: their options are keys of the update itself. */
const anyscale = "anyscale";

/** How an update is rolled out: as Anyscale does it, or by a strategy with its options. */
export type SaidStrategy = typeof anyscale | NamedChoice;

export type WrittenStrategy = typeof anyscale | Readonly<Record<string, unknown>>;

/** Made once for a file: it is a definition of the JSON Schema. */
export type StrategySchema = z.ZodType<SaidStrategy, WrittenStrategy>;

/** How an update is rolled out where not as Anyscale does it: one of these strategies by its name, with its options. */
export function strategySchemaOf(strategies: readonly NamedStrategy[]): StrategySchema {
  const kinds = strategies.map(({ kind }) => kind).join(", ");
  const byName = section(
    Object.fromEntries(
      strategies.map(({ kind, schema, sentence }): [string, z.ZodOptional<z.ZodType<NamedChoice>>] => [
        kind,
        schema.optional().describe(sentence),
      ]),
    ),
  ).transform((named, context): NamedChoice => {
    const choices = Object.values(named).filter((choice) => choice !== undefined);
    const [choice, ...others] = choices;
    if (choice !== undefined && others.length === 0) return choice;
    const what =
      choice === undefined ? "names no strategy" : `names ${choices.map(({ kind }) => kind).join(" and ")}`;
    context.addIssue({ code: "custom", message: `${what}; expected one with its options, of ${kinds}` });
    return z.NEVER;
  });
  return z
    .union([z.literal(anyscale), byName], {
      error: `expected one strategy with its options, of ${kinds}, such as {kubeRay: {type: NewCluster}}; or anyscale`,
    })
    .meta({
      id: "Strategy",
      description:
        "How an update is rolled out by another system than Anyscale: one strategy by its name, with its options. Default: as the manifest says that the service was read from, and without one as Anyscale does; anyscale where a manifest would say otherwise.",
    });
}
