import { z } from "zod";
import type { NamedStrategy } from "../strategies/NamedStrategy.ts";
import { withOwnStrategies } from "../strategies/registry.ts";
import { scenarioFileSchemaOf } from "./schema/scenarioFileSchema.ts";

/**
 * The JSON Schema of scenario files, for editors: what may be written, with descriptions and defaults.
 *
 * @param options `strategies`: those of a program's own that updates may name beside ours, as for `parseScenario`
 * @throws Error for strategies that share a name.
 */
export function scenarioJsonSchema({
  strategies = [],
}: {
  readonly strategies?: readonly NamedStrategy[];
} = {}): object {
  const schema = z.toJSONSchema(scenarioFileSchemaOf(withOwnStrategies(strategies)), {
    io: "input",
    // The version that the YAML language server knows best.
    target: "draft-7",
    unrepresentable: "any",
  });
  return { ...schema, title: "Rollcast scenario" };
}
