import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Summary } from "../../simulation/result/Summary.ts";
import { describeWait } from "./describeWait.ts";
import { formatDuration } from "./formatDuration.ts";

/**
 * How the run ended, in a few words; what it waited for where it ended unfinished; and that commands were refused, for then it is
 * not the run that was asked for.
 */
export function describeOutcome({
  summary,
  waitedFor,
}: Pick<SimulationResult, "summary" | "waitedFor">): string {
  const { refusedCommands } = summary;
  const refused = refusedCommands === 1 ? "1 command refused" : `${refusedCommands} commands refused`;
  return [
    describeEnd(summary),
    ...waitedFor.map(describeWait),
    ...(refusedCommands === 0 ? [] : [refused]),
  ].join(", ");
}

function describeEnd(summary: Summary): string {
  const time = summary.durationMinutes === null ? "" : ` in ${formatDuration(summary.durationMinutes * 60)}`;
  switch (summary.outcome) {
    case "completed":
      return `completed${time}`;
    case "rolled-back":
      return `rolled back${summary.durationMinutes === null ? "" : ` after ${formatDuration(summary.durationMinutes * 60)}`}`;
    case "paused":
      return "paused by manual control";
    case "updated-in-place":
      return `updated in place${time}`;
    case "update-failed":
      return `update in place given up${summary.durationMinutes === null ? "" : ` after ${formatDuration(summary.durationMinutes * 60)}`}`;
    case "rollout-failed":
      return `rollout given up${summary.durationMinutes === null ? "" : ` after ${formatDuration(summary.durationMinutes * 60)}`}`;
    case "started":
      return `started${time}`;
    case "start-failed":
      return `start given up${summary.durationMinutes === null ? "" : ` after ${formatDuration(summary.durationMinutes * 60)}`}`;
    case "in-progress":
      return "still under way at the horizon";
    case "terminated":
      return "terminated";
    case "none":
      return "no update";
  }
}
