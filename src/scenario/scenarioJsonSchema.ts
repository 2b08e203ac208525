import { z } from "zod";
import { scenarioFileSchema } from "./schema/scenarioFileSchema.ts";

/** The JSON Schema of scenario files, for editors: what may be written, with descriptions and defaults. */
export function scenarioJsonSchema(): object {
  const schema = z.toJSONSchema(scenarioFileSchema, {
    io: "input",
    // The version that the YAML language server knows best.
    target: "draft-7",
    unrepresentable: "any",
  });
  return { ...schema, title: "Rollcast scenario" };
}
