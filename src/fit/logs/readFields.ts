import type { RecordValue } from "./RecordColumns.ts";

/**
 * The fields of one line of CSV (RFC 4180), each with its column; `null` where a quoted field does not end in this line. Blanks around
 * fields stay.
 */
export function readFields(text: string, delimiter: string, line: number): readonly RecordValue[] | null {
  const fields: RecordValue[] = [];
  let at = 0;
  for (;;) {
    const start = at;
    if (text[at] === '"') {
      let value = "";
      at += 1;
      for (;;) {
        const quote = text.indexOf('"', at);
        if (quote < 0) return null;
        value += text.slice(at, quote);
        at = quote + 1;
        if (text[at] !== '"') break;
        value += '"';
        at += 1;
      }
      fields.push({ text: value, line, column: start + 1 });
      const next = text.indexOf(delimiter, at);
      if (next < 0) return fields;
      at = next + 1;
      continue;
    }
    const end = text.indexOf(delimiter, at);
    fields.push({ text: end < 0 ? text.slice(start) : text.slice(start, end), line, column: start + 1 });
    if (end < 0) return fields;
    at = end + 1;
  }
}
