import type { ComparedFigure } from "./compareSetting.ts";
import { median } from "./compareSetting.ts";
import { heldOutSettings } from "./heldOut.ts";

const head = [
  "| Setting | Mean, s | | p50 | p90 | p99, s | | Others | Inside |",
  "|---|--:|--:|--:|--:|--:|--:|---|--:|",
];

/**
 * The table of docs/validation.md, a line for each setting: medians of the recorded runs of mean and p99, how far the median
 * of the simulated runs is off, and how many of the recorded figures lie inside the simulated band.
 */
export function settingsTable(rows: readonly ComparedFigure[]): string {
  const names = [...new Set(rows.map(({ setting }) => setting))];
  return [
    ...head,
    ...names.map((name) =>
      line(
        name,
        rows.filter(({ setting }) => setting === name),
      ),
    ),
  ].join("\n");
}

const latencies = ["mean latency", "p50 latency", "p90 latency", "p99 latency"];

function line(name: string, rows: readonly ComparedFigure[]): string {
  const [mean, p50, p90, p99] = latencies.map((figure) => rows.find((row) => row.figure === figure));
  const others = rows.filter(({ figure }) => !latencies.includes(figure)).map(told);
  const inside = rows.reduce((sum, row) => sum + row.inside, 0);
  const all = rows.reduce((sum, { recorded }) => sum + recorded.length, 0);
  const title = heldOutSettings.includes(name) ? name : `${name} (fitted)`;
  const cells = [title, value(mean), error(mean), error(p50), error(p90), value(p99), error(p99)];
  return `| ${[...cells, others.join(", "), `${inside} of ${all}`].join(" | ")} |`;
}

function told(row: ComparedFigure): string {
  const { figure, recorded, simulated } = row;
  if (figure === "replica-seconds") return `${figure} ${error(row)}`;
  if (figure === "share refused")
    return `refused ${percent(median(recorded))}, simulated ${percent(median(simulated))}`;
  return `${figure} ${median(recorded).toFixed(1)} s, simulated ${median(simulated).toFixed(1)} s`;
}

function value(row: ComparedFigure | undefined): string {
  return row === undefined ? "" : median(row.recorded).toFixed(3);
}

function error(row: ComparedFigure | undefined): string {
  if (row === undefined) return "";
  const tenths = Math.round(1000 * row.error) / 10;
  return `${tenths < 0 ? "−" : "+"}${Math.abs(tenths).toFixed(1)} %`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
