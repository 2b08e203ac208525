import type { ParsedScenario } from "../scenario/parseScenario.ts";
import { formatProblem } from "../scenario/problems/formatProblem.ts";
import type { CommandContext } from "./CommandContext.ts";

/** What a reader of a scenario should know, one remark a line, to stderr: warnings first, then notes. */
export function printRemarks(
  { warnings, notes }: Pick<ParsedScenario, "warnings" | "notes">,
  { stderr }: CommandContext,
): void {
  for (const warning of warnings) stderr.write(`warning: ${formatProblem(warning)}\n`);
  for (const note of notes) stderr.write(`note: ${formatProblem(note)}\n`);
}
