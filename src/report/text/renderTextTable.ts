import Table from "cli-table3";
import type { TextColumn } from "../tables/TextColumn.ts";
import { displayWidth } from "./displayWidth.ts";
import { wrapText } from "./wrapText.ts";

const gap = "  ";

/**
 * A table without borders that is never wider than `widthColumns`: columns that do not fit are left out, by their drop
 * order, and named below it. `paintHeader` and `paintNote` colour what is not data.
 */
export function renderTextTable(
  columns: readonly TextColumn[],
  options: {
    readonly widthColumns: number;
    readonly paintHeader: (text: string) => string;
    readonly paintNote: (text: string) => string;
  },
): readonly string[] {
  let kept = columns;
  while (tableWidth(kept) > options.widthColumns) {
    const last = Math.max(...kept.map((column) => column.dropOrder));
    if (last === 0) break;
    kept = kept.filter((column) => column.dropOrder !== last);
  }
  if (tableWidth(kept) > options.widthColumns) {
    throw new RangeError(`A table of ${tableWidth(kept)} columns does not fit into ${options.widthColumns}.`);
  }
  const table = new Table({
    colWidths: kept.map(columnWidth),
    colAligns: kept.map((column) => column.align),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
    chars: borderless,
  });
  const headerLines = Math.max(...kept.map((column) => column.header.split("\n").length));
  const header = (column: TextColumn) => {
    const lines = column.header.split("\n");
    return [...Array.from({ length: headerLines - lines.length }, () => ""), ...lines];
  };
  for (let line = 0; line < headerLines; line++) {
    table.push(kept.map((column) => options.paintHeader(header(column)[line] ?? "")));
  }
  const rowCount = kept[0]?.cells.length ?? 0;
  for (let row = 0; row < rowCount; row++) table.push(kept.map((column) => column.cells[row] ?? ""));
  const dropped = columns.filter((column) => !kept.includes(column) && column.dropOrder < 10);
  const names = dropped.map((column) => column.header.replaceAll("\n", " ").trim()).join(", ");
  const note = names === "" ? [] : wrapText(`(no room for: ${names})`, options.widthColumns);
  return [
    ...table
      .toString()
      .split("\n")
      .map((line) => line.trimEnd()),
    ...note.map(options.paintNote),
  ];
}

const borderless = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: gap,
};

function columnWidth(column: TextColumn): number {
  return Math.max(1, ...[...column.header.split("\n"), ...column.cells].map(displayWidth));
}

function tableWidth(columns: readonly TextColumn[]): number {
  const widths = columns.reduce((total, column) => total + columnWidth(column), 0);
  return widths + gap.length * Math.max(0, columns.length - 1);
}
