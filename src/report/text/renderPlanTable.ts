import picocolors from "picocolors";
import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import { ownValue } from "../../values/ownValue.ts";
import { planDeployments } from "../tables/planDeployments.ts";
import type { TextColumn } from "../tables/TextColumn.ts";
import { describePlanPeak } from "./describePlanPeak.ts";
import { describeStepKind } from "./describeStepKind.ts";
import { displayWidth } from "./displayWidth.ts";
import { formatBounds } from "./formatBounds.ts";
import { plainText } from "./plainText.ts";
import { renderTextTable } from "./renderTextTable.ts";
import { requireWidth } from "./requireWidth.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { truncateText } from "./truncateText.ts";
import { wrapText } from "./wrapText.ts";

const longestHeader = 16;
/** More than this only fits beside nothing: bounds of five digits in both versions. */
const longestCell = 30;
/** The first column to go. */
const stepDropOrder = 3;

/**
 * A plan for a terminal: a row a step with the split and, by deployment, replicas of canary + primary; then the peak and
 * the notes. Deployments that do not fit beside each other get tables below each other. No line is wider than
 * `widthColumns`; ends with a newline. Refuses a width below 40.
 */
export function renderPlanTable(plan: RolloutPlan, options: TerminalOptions): string {
  requireWidth(options.widthColumns);
  const { widthColumns } = options;
  const colors = picocolors.createColors(options.color);
  const tables = chunkDeployments(plan, widthColumns).map((columns) =>
    renderTextTable(columns, { widthColumns, paintHeader: colors.dim, paintNote: colors.dim }),
  );
  const peak = describePlanPeak(plan).flatMap((line) => wrapText(plainText(line), widthColumns));
  const notes = plan.notes.flatMap((note) => wrapText(plainText(note), widthColumns));
  const blocks = [
    ...tables,
    [colors.bold("Peak"), ...peak],
    ...(notes.length === 0 ? [] : [[colors.bold("Notes"), ...notes]]),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

/** Columns of each table: every table begins with the step and its split. */
function chunkDeployments(plan: RolloutPlan, widthColumns: number): readonly (readonly TextColumn[])[] {
  const head = headColumns(plan);
  const width = (columns: readonly TextColumn[]) =>
    columns
      .filter((column) => column.dropOrder < stepDropOrder)
      .reduce(
        (total, { header, cells }) =>
          total + 2 + Math.max(...[...header.split("\n"), ...cells].map(displayWidth)),
        -2,
      );
  const chunks: TextColumn[][] = [];
  for (const name of planDeployments(plan)) {
    const column = deploymentColumn(plan, name);
    const last = chunks.at(-1);
    if (last !== undefined && width([...head, ...last, column]) <= widthColumns) last.push(column);
    else chunks.push([column]);
  }
  return chunks.length === 0 ? [head] : chunks.map((columns) => [...head, ...columns]);
}

function headColumns(plan: RolloutPlan): readonly TextColumn[] {
  const column = (
    header: string,
    dropOrder: number,
    align: TextColumn["align"],
    read: (step: RolloutPlan["steps"][number]) => string,
  ): TextColumn => ({ header, dropOrder, align, cells: plan.steps.map(read) });
  return [
    column("#", 0, "right", (step) => String(step.index)),
    column("step", stepDropOrder, "left", (step) => describeStepKind(step.kind)),
    column(
      "canary\ncap/traf %",
      1,
      "right",
      ({ canary }) => `${canary.capacityPercent}/${canary.trafficPercent}`,
    ),
    column(
      "primary\ncap/traf %",
      2,
      "right",
      ({ primary }) => `${primary.capacityPercent}/${primary.trafficPercent}`,
    ),
  ];
}

function deploymentColumn(plan: RolloutPlan, name: string): TextColumn {
  return {
    header: `${truncateText(plainText(name), longestHeader)}\nnew + old`,
    dropOrder: 0,
    align: "right",
    cells: plan.steps.map((step) =>
      truncateText(
        `${formatBounds(ownValue(step.canary.replicas, name))} + ${formatBounds(ownValue(step.primary.replicas, name))}`,
        longestCell,
      ),
    ),
  };
}
