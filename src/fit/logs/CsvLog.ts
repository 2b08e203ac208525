import { mostLineCharacters } from "./LineSplitter.ts";
import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";
import { type NamedColumn, RecordColumns } from "./RecordColumns.ts";
import { readFields } from "./readFields.ts";

/** Reads CSV line by line: commas, semicolons or tabs, the first line names the columns; lines that begin with # are comments. */
export class CsvLog {
  readonly #columns: readonly NamedColumn[];
  readonly #sink: LogSink;
  #records: RecordColumns | null = null;
  #names: readonly string[] = [];
  #delimiter = ",";
  /** A quoted field that has not ended yet, from its line on. */
  #open: { readonly text: string; readonly line: number } | null = null;

  constructor(columns: readonly NamedColumn[], sink: LogSink) {
    this.#columns = columns;
    this.#sink = sink;
  }

  line(text: string, line: number): void {
    const whole = this.#open === null ? text : `${this.#open.text}\n${text}`;
    const first = this.#open?.line ?? line;
    this.#open = null;
    if (first === line && (text.trim() === "" || text.startsWith("#"))) return;
    if (this.#records === null) {
      this.#delimiter = delimiterOf(whole);
    }
    const fields = readFields(whole, this.#delimiter, first);
    if (fields === null) {
      if (whole.length > mostLineCharacters) throw new LogError(first, 1, "a quoted field that does not end");
      this.#open = { text: whole, line: first };
      return;
    }
    if (this.#records === null) {
      this.#names = fields.map((field) => field.text.trim());
      this.#records = new RecordColumns(this.#names, {
        columns: this.#columns,
        sink: this.#sink,
        line: first,
      });
      return;
    }
    if (fields.length !== this.#names.length) {
      throw new LogError(
        first,
        1,
        `found ${fields.length} fields; the first line names ${this.#names.length} columns`,
      );
    }
    this.#records.read(fields);
  }

  end(): void {
    if (this.#open !== null) throw new LogError(this.#open.line, 1, "a quoted field that does not end");
    if (this.#records === null) throw new LogError(1, 1, "empty: expected a line with the names of columns");
  }
}

function delimiterOf(header: string): string {
  const count = (delimiter: string) => header.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
}
