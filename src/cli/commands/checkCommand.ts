import type { Feasibility } from "../../feasibility/Feasibility.ts";
import { describeFeasibilityDetails, describeVerdict } from "../../report/text/describeFeasibility.ts";
import { plainText } from "../../report/text/plainText.ts";
import { describeForm } from "../../scenario/import/describeForm.ts";
import { isServiceForm } from "../../scenario/import/recogniseForm.ts";
import { loadService } from "../../scenario/loadService.ts";
import { ScenarioError } from "../../scenario/problems/ScenarioError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { checkedFeasibility, isDoubtful } from "../checkedFeasibility.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { printRemarks } from "../printRemarks.ts";

/** Options of `rollcast check`. */
export interface CheckOptions {
  /** An update that never finishes, or may not, is an error. */
  readonly strict?: boolean | undefined;
}

/** `rollcast check <files…>`: reads every scenario or service and says whether its update can ever finish; all files are looked at. */
export function checkCommand(
  files: readonly string[],
  options: CheckOptions,
  context: CommandContext,
): ExitStatus {
  let status: ExitStatus = exitStatus.fine;
  for (const file of files) {
    try {
      const loaded = loadService(file);
      const feasibility = checkedFeasibility(file, loaded.scenario, context);
      if (feasibility !== null) printVerdict(file, feasibility, context);
      printRemarks(loaded, context);
      const advice = isServiceForm(loaded.form)
        ? ` (${describeForm(loaded.form)}; \`rollcast init ${file}\` writes a scenario for it)`
        : "";
      if (options.strict === true && feasibility !== null && isDoubtful(feasibility)) {
        context.stderr.write(
          `failed: ${plainText(file)}: ${feasibility.verdict === "depends" ? "it is not certain that its update finishes" : "its update never finishes"}\n`,
        );
        if (status === exitStatus.fine) status = exitStatus.failed;
        continue;
      }
      context.stdout.write(`ok ${plainText(`${file}${advice}`)}\n`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      context.stderr.write(`${error.message}\n`);
      status = exitStatus.badInput;
    }
  }
  return status;
}

function printVerdict(file: string, feasibility: Feasibility, { stdout }: CommandContext): void {
  const verdict = describeVerdict(feasibility);
  if (verdict === null) return;
  stdout.write(`${plainText(file)}: the update ${verdict}\n`);
  if (!isDoubtful(feasibility)) return;
  for (const line of describeFeasibilityDetails(feasibility)) stdout.write(`  ${line}\n`);
}
