import { plainText } from "../../report/text/plainText.ts";
import { describeForm } from "../../scenario/import/describeForm.ts";
import { isServiceForm } from "../../scenario/import/recogniseForm.ts";
import { loadService } from "../../scenario/loadService.ts";
import { ScenarioError } from "../../scenario/problems/ScenarioError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { printRemarks } from "../printRemarks.ts";

/** `rollcast check <files…>`: reads every scenario or service and simulates none; all files are looked at. */
export function checkCommand(files: readonly string[], context: CommandContext): ExitStatus {
  let status: ExitStatus = exitStatus.fine;
  for (const file of files) {
    try {
      const loaded = loadService(file);
      printRemarks(loaded, context);
      const advice = isServiceForm(loaded.form)
        ? ` (${describeForm(loaded.form)}; \`rollcast init ${file}\` writes a scenario for it)`
        : "";
      context.stdout.write(`ok ${plainText(`${file}${advice}`)}\n`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      context.stderr.write(`${error.message}\n`);
      status = exitStatus.badInput;
    }
  }
  return status;
}
