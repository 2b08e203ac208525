import { type CsvCell, formatCsv } from "../csv/formatCsv.ts";
import { roundTo } from "../text/roundTo.ts";

/** Columns of equal length as data inside a Vega-Lite specification; CSV, as it is a third of the size of objects. */
export function inlineTable(columns: Readonly<Record<string, readonly CsvCell[]>>) {
  const names = Object.keys(columns);
  const length = columns[names[0] ?? ""]?.length ?? 0;
  const rows = Array.from({ length }, (_, row) =>
    names.map((name) => {
      const cell = columns[name]?.[row];
      if (cell === undefined) throw new Error(`The column ${name} ends before row ${row}.`);
      return typeof cell === "number" ? roundTo(cell, 4) : cell;
    }),
  );
  const isText = (name: string) => columns[name]?.some((cell) => typeof cell === "string") ?? false;
  return {
    values: formatCsv(names, rows).replaceAll("\r\n", "\n"),
    format: {
      type: "csv",
      parse: Object.fromEntries(names.map((name) => [name, isText(name) ? "string" : "number"] as const)),
    },
  } as const;
}
