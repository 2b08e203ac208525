import type { ReportInput } from "../report/ReportInput.ts";
import { describeBroken } from "../report/text/describeBroken.ts";
import { describeMet } from "../report/text/describeMet.ts";
import { formatClock } from "../report/text/formatClock.ts";
import { plainText } from "../report/text/plainText.ts";
import type { RunRecord } from "../runs/RunRecord.ts";
import type { RunSet } from "../runs/RunSet.ts";
import type { CommandContext } from "./CommandContext.ts";
import { type ExitStatus, exitStatus } from "./exitStatus.ts";
import { describeWhere, refusalsOf } from "./refusalsOf.ts";

/**
 * Says what failed, one failure a line: runs that stopped before their end, commands that were refused, laws that some run broke, and
 * expectations that too few runs met.
 */
export function printFailures(
  input: ReportInput & { readonly runs: RunSet },
  records: readonly RunRecord[],
  { stderr }: CommandContext,
): ExitStatus {
  const failures = [
    ...input.runs.stopped.map(({ seed, reason }) => `the run with seed ${seed} stopped: ${reason}`),
    ...refusals(records, input),
    ...input.invariants
      .filter((invariant) => invariant.status === "failed")
      .map((invariant) => {
        const found = [describeBroken(invariant), invariant.violations[0] ?? "no details"];
        return `invariant ${invariant.id} (${invariant.law}): ${found.filter((text) => text !== "").join(": ")}`;
      }),
    ...input.expectations
      .filter(({ passed }) => !passed)
      .map((result) => `expected ${result.expectation.text}; ${describeMet(result)}`),
  ];
  for (const failure of failures) stderr.write(`failed: ${plainText(failure)}\n`);
  return failures.length === 0 ? exitStatus.fine : exitStatus.failed;
}

/** A command that nobody expects to be refused makes it another run than the one asked for. */
function refusals(records: readonly RunRecord[], { expectations, result }: ReportInput): readonly string[] {
  if (expectations.some(({ expectation }) => expectation.field === "refusedCommands")) return [];
  return refusalsOf(records).map((refusal) => {
    const { atSeconds, kind, name, message } = refusal.command;
    const where = describeWhere(refusal, records.length);
    return `the command ${name ?? kind} at ${formatClock(atSeconds)} was refused${where}: ${message} (expect: refusedCommands = ${result.summary.refusedCommands} allows it)`;
  });
}
