import { describeRunCount } from "../report/text/describeRunCount.ts";
import type { RunRecord } from "../runs/RunRecord.ts";
import type { PlayedCommand } from "../simulation/result/PlayedCommand.ts";

/** A command that was refused, as the first run met it. */
export interface Refusal {
  readonly command: PlayedCommand;
  readonly seed: string;
  /** In how many runs it was refused for this reason. */
  readonly runs: number;
}

/** What was refused in several runs, each refusal once. */
export function refusalsOf(
  records: readonly Pick<RunRecord, "seed" | "refusedCommands">[],
): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  for (const { seed, refusedCommands } of records) {
    for (const command of refusedCommands) {
      const id = JSON.stringify([command.kind, command.name, command.message]);
      const known = found.get(id) ?? { command, seed, runs: 0 };
      found.set(id, { ...known, runs: known.runs + 1 });
    }
  }
  return [...found.values()];
}

/** In which of several runs it was refused; nothing where there is only one. */
export function describeWhere({ seed, runs }: Refusal, all: number): string {
  if (all === 1) return "";
  return ` in ${describeRunCount(runs, all)}${runs === all ? "" : ` (first with seed ${seed})`}`;
}
