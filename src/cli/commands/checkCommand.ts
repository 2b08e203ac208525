import { loadScenario } from "../../scenario/loadScenario.ts";
import { ScenarioError } from "../../scenario/ScenarioError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { printRemarks } from "../printRemarks.ts";

/** `rollcast check <files…>`: reads every scenario and simulates none; all files are looked at. */
export function checkCommand(files: readonly string[], context: CommandContext): ExitStatus {
  let status: ExitStatus = exitStatus.fine;
  for (const file of files) {
    try {
      printRemarks(loadScenario(file), context);
      context.stdout.write(`ok ${file}\n`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      context.stderr.write(`${error.message}\n`);
      status = exitStatus.badInput;
    }
  }
  return status;
}
