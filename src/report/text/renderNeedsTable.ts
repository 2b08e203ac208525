import picocolors from "picocolors";
import type { RolloutNeeds } from "../../feasibility/RolloutNeeds.ts";
import type { TextColumn } from "../tables/TextColumn.ts";
import { formatRange } from "./describeFeasibility.ts";
import { formatNumber } from "./formatNumber.ts";
import { plainText } from "./plainText.ts";
import { renderTextTable } from "./renderTextTable.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { truncateText } from "./truncateText.ts";
import { wrapText } from "./wrapText.ts";

const longestName = 40;

/** GPUs and nodes by step for a terminal, both versions together, and the most that a rollback from there holds. Ends with a newline. */
export function renderNeedsTable({ steps }: RolloutNeeds, { widthColumns, color }: TerminalOptions): string {
  const colors = picocolors.createColors(color);
  const column = (
    header: string,
    dropOrder: number,
    align: TextColumn["align"],
    read: (step: RolloutNeeds["steps"][number]) => string,
  ): TextColumn => ({ header, dropOrder, align, cells: steps.map(read) });
  const table = renderTextTable(
    [
      column("step", 0, "left", ({ name }) => truncateText(plainText(name), longestName)),
      column("GPUs\nnow / least / most", 1, "right", ({ gpus }) => formatRange(gpus)),
      column("nodes\nnow / least / most", 2, "right", ({ nodes }) => formatRange(nodes)),
      column(
        "rollback at most\nGPUs, nodes",
        3,
        "right",
        ({ rollback }) => `${formatNumber(rollback.gpus)}, ${formatNumber(rollback.nodes)}`,
      ),
    ],
    { widthColumns, paintHeader: colors.dim, paintNote: colors.dim },
  );
  return `${[...wrapText("Machines, both versions together", widthColumns).map(colors.bold), ...table].join("\n")}\n`;
}
