import { roundTo } from "../text/roundTo.ts";

export type CsvCell = string | number | null;

/**
 * Rows as CSV by RFC 4180, with a header and CRLF ends of lines. Numbers have at most six decimals, `null` is an empty
 * cell. Text that a spreadsheet would run as a formula gets an apostrophe in front; control characters other than tabs and
 * ends of lines, and marks that turn the direction of text, become spaces.
 */
export function formatCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const lines = [header, ...rows].map((row) => {
    if (row.length !== header.length) {
      throw new Error(`A row of ${row.length} cells under a header of ${header.length}.`);
    }
    return `${row.map(formatCell).join(",")}\r\n`;
  });
  return lines.join("");
}

function formatCell(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(roundTo(cell, 6));
  const shown = cell.replace(/[^\t\r\n\P{Cc}]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, " ");
  const safe = /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
