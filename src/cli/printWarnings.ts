import { formatProblem } from "../scenario/formatProblem.ts";
import type { ScenarioProblem } from "../scenario/ScenarioProblem.ts";
import type { CommandContext } from "./CommandContext.ts";

/** Warnings of a scenario, one a line, to stderr. */
export function printWarnings(warnings: readonly ScenarioProblem[], { stderr }: CommandContext): void {
  for (const warning of warnings) stderr.write(`warning: ${formatProblem(warning)}\n`);
}
