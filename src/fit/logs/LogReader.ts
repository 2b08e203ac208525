import { CsvLog } from "./CsvLog.ts";
import { JsonLog } from "./JsonLog.ts";
import { LineSplitter } from "./LineSplitter.ts";
import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";
import { isPrometheusLine, PrometheusText } from "./PrometheusText.ts";
import { isRayLine, RayLog } from "./RayLog.ts";
import type { NamedColumn } from "./RecordColumns.ts";

/** How the lines of a log are read. */
export interface LogReaderOptions {
  /** Columns that have other names than the usual ones. */
  readonly columns?: readonly NamedColumn[];
}

/** How many lines are looked at to know what a text is: a log of Ray may begin in the middle of a traceback. */
const mostStrangeLines = 200;

/**
 * Reads one log, whose text comes in pieces, and tells what is in it. What kind of text it is shows at its beginning: CSV, JSON (one
 * object a line, an array, an answer of Prometheus), Ray Serve's logs, or Prometheus' text format.
 */
export class LogReader {
  readonly #sink: LogSink;
  readonly #columns: readonly NamedColumn[];
  #json: JsonLog | null = null;
  #lines: LineSplitter | null = null;
  #takeLine: ((text: string, line: number) => void) | null = null;
  #csv: CsvLog | null = null;
  /** The first lines, until it is known what they are. */
  readonly #waiting: { readonly text: string; readonly line: number }[] = [];
  #start = "";

  constructor(sink: LogSink, { columns = [] }: LogReaderOptions = {}) {
    this.#sink = sink;
    this.#columns = columns;
  }

  /** @throws LogError for what cannot be read. */
  push(piece: string): void {
    if (this.#json !== null) this.#json.push(piece);
    else if (this.#lines !== null) this.#lines.push(piece);
    else {
      this.#start += piece;
      const first = /[^\s\ufeff]/.exec(this.#start);
      if (first !== null) this.#begin(first[0]);
    }
  }

  /** The text has ended. @throws LogError where something is missing. */
  end(): void {
    if (this.#json === null && this.#lines === null) throw new LogError(1, 1, "empty");
    this.#json?.end();
    this.#lines?.end();
    if (this.#lines !== null && this.#takeLine === null) this.#recognise();
    this.#csv?.end();
  }

  #begin(first: string): void {
    const text = this.#start.replace(/^\ufeff/, "");
    this.#start = "";
    if (first === "{" || first === "[") {
      this.#json = new JsonLog(this.#columns, this.#sink);
      this.#json.push(text);
      return;
    }
    this.#lines = new LineSplitter((line, number) => this.#take(line, number));
    this.#lines.push(text);
  }

  #take(text: string, line: number): void {
    if (this.#takeLine !== null) {
      this.#takeLine(text, line);
      return;
    }
    this.#waiting.push({ text, line });
    if (isRayLine(text) || isPrometheusLine(text) || this.#waiting.length >= mostStrangeLines) {
      this.#recognise();
    }
  }

  #recognise(): void {
    const first = this.#waiting.find(({ text }) => text.trim() !== "" && !isComment(text));
    const takeLine = this.#lineTaker(first?.text ?? "");
    this.#takeLine = takeLine;
    for (const { text, line } of this.#waiting) takeLine(text, line);
    this.#waiting.length = 0;
  }

  #lineTaker(first: string): (text: string, line: number) => void {
    if (this.#waiting.some(({ text }) => isRayLine(text))) {
      const ray = new RayLog(this.#sink);
      return (text) => ray.line(text);
    }
    if (
      isPrometheusLine(first) ||
      (first === "" && this.#waiting.some(({ text }) => isPrometheusLine(text)))
    ) {
      const metrics = new PrometheusText(this.#sink);
      return (text, line) => metrics.line(text, line);
    }
    const csv = new CsvLog(this.#columns, this.#sink);
    this.#csv = csv;
    return (text, line) => csv.line(text, line);
  }
}

function isComment(text: string): boolean {
  return text.startsWith("#");
}
