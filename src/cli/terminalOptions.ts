import type { TerminalOptions } from "../report/text/TerminalOptions.ts";
import type { CommandContext, Output } from "./CommandContext.ts";

const leastColumns = 40;
/** Where the output is no terminal: a file or another program. */
const usualColumns = 120;

/** How wide and how colourful the output is: no colour with NO_COLOR or where it is no terminal, unless FORCE_COLOR. */
export function terminalOptions({ stdout, environment }: CommandContext): TerminalOptions {
  const columns = stdout.isTTY ? stdout.columns : Number(environment.COLUMNS ?? usualColumns);
  return {
    widthColumns:
      columns !== undefined && Number.isInteger(columns) && columns > 0
        ? Math.max(leastColumns, columns)
        : usualColumns,
    color: wantsColor(stdout, environment),
  };
}

function wantsColor(
  stdout: Output,
  { NO_COLOR, FORCE_COLOR, TERM }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return stdout.isTTY === true && TERM !== "dumb";
}
