import { CommanderError } from "commander";
import { plainText } from "../report/text/plainText.ts";
import { ScenarioError } from "../scenario/problems/ScenarioError.ts";
import type { CommandContext } from "./CommandContext.ts";
import { createProgram } from "./createProgram.ts";
import { type ExitStatus, exitStatus } from "./exitStatus.ts";
import { InputError } from "./InputError.ts";

/** Runs one command line (without the program's own name) and says how it ended. Never throws. */
export async function runCli(words: readonly string[], context: CommandContext): Promise<ExitStatus> {
  let status: ExitStatus = exitStatus.fine;
  const program = createProgram(context, (finished) => {
    status = finished;
  });
  try {
    await program.parseAsync(words, { from: "user" });
    return status;
  } catch (error) {
    return report(error, context);
  }
}

function report(error: unknown, { stderr }: CommandContext): ExitStatus {
  // Help and version end this way too, with status 0; commander has printed what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitStatus.fine : exitStatus.badInput;
  if (error instanceof ScenarioError) {
    stderr.write(`${error.message}\n`);
    return exitStatus.badInput;
  }
  if (error instanceof InputError) {
    stderr.write(`error: ${plainText(error.message)}\n`);
    return exitStatus.badInput;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`internal error: this is a defect of rollcast, please report it\n${details}\n`);
  return exitStatus.internalError;
}
