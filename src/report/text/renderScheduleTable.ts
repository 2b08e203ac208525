import picocolors from "picocolors";
import type { Schedule, ScheduleStep } from "../tables/Schedule.ts";
import type { TextColumn } from "../tables/TextColumn.ts";
import { formatPercent } from "./formatPercent.ts";
import { plainText } from "./plainText.ts";
import { renderTextTable } from "./renderTextTable.ts";
import { requireWidth } from "./requireWidth.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { truncateText } from "./truncateText.ts";
import { wrapText } from "./wrapText.ts";

/**
 * A schedule for a terminal: a row a step with capacity and traffic of both versions; then the peak, and where the rollout stops
 * short of its end. No line is wider than `widthColumns`; ends with a newline. Refuses a width below 40.
 */
export function renderScheduleTable(schedule: Schedule, options: TerminalOptions): string {
  requireWidth(options.widthColumns);
  const { widthColumns } = options;
  const colors = picocolors.createColors(options.color);
  const wrapped = (text: string) => wrapText(plainText(text), widthColumns);
  const table = renderTextTable(columnsOf(schedule), {
    widthColumns,
    paintHeader: colors.dim,
    paintNote: colors.dim,
  });
  const blocks = [
    wrapped(`By ${schedule.description}`).map(colors.bold),
    table,
    [colors.bold("Peak"), ...wrapped(describePeak(schedule))],
    ...(isWhole(schedule) ? [] : [[colors.bold("Notes"), ...wrapped(stopsShort)]]),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

const longestWord = 12;

const stopsShort = "It goes no further than this: the new version never has all traffic.";

function columnsOf({ steps, words }: Schedule): readonly TextColumn[] {
  const column = (
    header: string,
    dropOrder: number,
    align: TextColumn["align"],
    read: (step: ScheduleStep) => string,
  ): TextColumn => ({ header, dropOrder, align, cells: steps.map(read) });
  const share = (version: "new" | "old") => (step: ScheduleStep) =>
    `${step[version].capacityPercent}/${step[version].trafficPercent}`;
  return [
    column("#", 0, "right", ({ index }) => String(index)),
    column("step", 1, "left", ({ name }) => plainText(name)),
    column(`${headOf(words.canary)}\ncap/traf %`, 0, "right", share("new")),
    column(`${headOf(words.primary)}\ncap/traf %`, 0, "right", share("old")),
    column("both\ncap %", 2, "right", (step) => String(capacityOf(step))),
  ];
}

function headOf(word: string): string {
  return truncateText(plainText(word), longestWord);
}

function capacityOf(step: ScheduleStep): number {
  return step.new.capacityPercent + step.old.capacityPercent;
}

function describePeak({ steps }: Schedule): string {
  const peak = Math.max(0, ...steps.map(capacityOf));
  const first = steps.find((step) => capacityOf(step) === peak);
  return `Both versions: ${formatPercent(peak)} capacity${first === undefined ? "" : `, first in step ${first.index}`}.`;
}

function isWhole({ steps }: Schedule): boolean {
  return steps.at(-1)?.new.trafficPercent === 100;
}
