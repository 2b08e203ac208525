import { scenarioJsonSchema } from "../../scenario/scenarioJsonSchema.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";

/** `rollcast schema`: the JSON Schema of scenario files. */
export function schemaCommand({ stdout }: CommandContext): ExitStatus {
  stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return exitStatus.fine;
}
