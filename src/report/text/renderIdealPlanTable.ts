import picocolors from "picocolors";
import type { IdealPeak, IdealPlan, IdealPlanStep } from "../tables/IdealPlan.ts";
import type { TextColumn } from "../tables/TextColumn.ts";
import { formatDuration } from "./formatDuration.ts";
import { formatNumber } from "./formatNumber.ts";
import { plainText } from "./plainText.ts";
import { renderTextTable } from "./renderTextTable.ts";
import { requireWidth } from "./requireWidth.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { wrapText } from "./wrapText.ts";

const assumption =
  "As if every replica were ready at once, and one that stops gone at once. A start-up and a drain take their time, and what drains holds its machine until then.";
const byReadiness = "Requests go to every replica that is ready.";
const stopsShort = "It goes no further than this by itself.";

/**
 * An ideal plan for a terminal: a row a step with the replicas of both versions; then the peak, and what it rests on. No line is wider
 * than `widthColumns`; ends with a newline. Refuses a width below 40.
 */
export function renderIdealPlanTable(plan: IdealPlan, options: TerminalOptions): string {
  requireWidth(options.widthColumns);
  const { widthColumns } = options;
  const colors = picocolors.createColors(options.color);
  const wrapped = (text: string) => wrapText(plainText(text), widthColumns);
  const notes = [
    assumption,
    ...(plan.traffic === "ready-replicas" ? [byReadiness] : []),
    ...(plan.isWhole ? [] : [stopsShort]),
  ];
  const blocks = [
    wrapped(`By ${plan.description}`).map(colors.bold),
    renderTextTable(columnsOf(plan), { widthColumns, paintHeader: colors.dim, paintNote: colors.dim }),
    [colors.bold("Peak"), ...plan.peak.deployments.flatMap((peak) => wrapped(describePeak(peak)))],
    [colors.bold("Notes"), ...notes.flatMap(wrapped)],
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

function columnsOf({ steps, peak, traffic }: IdealPlan): readonly TextColumn[] {
  const column = (header: string, dropOrder: number, read: (step: IdealPlanStep) => string): TextColumn => ({
    header,
    dropOrder,
    align: "right",
    cells: steps.map(read),
  });
  const hasGpus = peak.gpus > 0;
  const takesTime = steps.some(({ atSeconds }) => atSeconds > 0);
  return [
    column("#", 0, ({ index }) => String(index)),
    ...(takesTime ? [column("not\nbefore", 2, ({ atSeconds }) => formatDuration(atSeconds))] : []),
    ...peak.deployments.flatMap(({ name }, place) => [
      column(`${plainText(name)}\nnew+old`, 0, ({ deployments }) => {
        const count = deployments[place];
        return count === undefined ? "" : `${formatNumber(count.new)}+${formatNumber(count.old)}`;
      }),
      column("of\nwanted", 1, ({ deployments }) => {
        const count = deployments[place];
        if (count === undefined) return "";
        const difference = count.surge - count.unavailable;
        return difference === 0
          ? "all"
          : difference > 0
            ? `+${formatNumber(difference)}`
            : formatNumber(difference);
      }),
    ]),
    ...(traffic === "weights"
      ? [column("new\ntraffic %", 0, ({ newTrafficPercent }) => String(newTrafficPercent ?? ""))]
      : []),
    ...(hasGpus ? [column("GPUs", 1, ({ gpus }) => formatNumber(gpus))] : []),
  ];
}

function describePeak({ name, replicas, stepIndex, least, wanted }: IdealPeak): string {
  const beyond =
    replicas > wanted
      ? `, ${formatNumber(replicas - wanted)} beyond the ${formatNumber(wanted)} that are wanted`
      : "";
  return `${name}: ${formatNumber(replicas)} ${replicas === 1 ? "replica" : "replicas"}, first in step ${stepIndex}${beyond}; at least ${formatNumber(least)}.`;
}
