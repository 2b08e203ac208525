import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";
import { parseMoment } from "./parseMoment.ts";
import { readRayMessage } from "./RayLog.ts";
import { type NamedColumn, RecordColumns, type RecordValue } from "./RecordColumns.ts";
import { readPrometheusAnswer } from "./readPrometheusAnswer.ts";

/** A larger single value is none of a log; an answer of Prometheus about a week has a tenth of it. */
const mostValueCharacters = 64_000_000;

/**
 * Reads JSON that comes in pieces: one object a line, objects one after another, an array of objects, or an answer of Prometheus' API.
 * Objects are records of a table, or lines of Ray Serve's logs in JSON.
 */
export class JsonLog {
  readonly #columns: readonly NamedColumn[];
  readonly #sink: LogSink;
  readonly #tables = new Map<string, RecordColumns>();
  #text = "";
  /** Where the scan is in `#text`, and where that is in the file. */
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #depth = 0;
  #isInText = false;
  #start = 0;
  #startLine = 1;
  #startColumn = 1;
  #isInArray = false;
  #values = 0;

  constructor(columns: readonly NamedColumn[], sink: LogSink) {
    this.#columns = columns;
    this.#sink = sink;
  }

  push(piece: string): void {
    this.#text += piece;
    this.#scan();
    // What has been read is dropped; a value that is under way stays.
    const keep = this.#depth > 0 ? this.#start : this.#at;
    this.#text = this.#text.slice(keep);
    this.#lineStart -= keep;
    this.#at -= keep;
    this.#start = 0;
    if (this.#text.length > mostValueCharacters) {
      throw new LogError(this.#startLine, this.#startColumn, "a value of more than 64 million characters");
    }
  }

  end(): void {
    if (this.#depth > 0) {
      throw new LogError(this.#startLine, this.#startColumn, "a JSON value that does not end");
    }
    if (this.#values === 0) throw new LogError(1, 1, "has no JSON object");
  }

  #scan(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const character = text[this.#at]!;
      if (character === "\n") {
        this.#line += 1;
        this.#lineStart = this.#at + 1;
      }
      if (this.#isInText) {
        // The character behind a backslash may come with the next piece.
        if (character === "\\") {
          if (this.#at + 1 >= text.length) return;
          this.#at += 1;
        } else if (character === '"') this.#isInText = false;
      } else if (this.#depth > 0) {
        if (character === '"') this.#isInText = true;
        else if (character === "{" || character === "[") this.#depth += 1;
        else if (character === "}" || character === "]") {
          this.#depth -= 1;
          if (this.#depth === 0) this.#take(text.slice(this.#start, this.#at + 1));
        }
      } else this.#between(character);
      this.#at += 1;
    }
  }

  #between(character: string): void {
    if (/[\s,\ufeff]/.test(character)) return;
    if (character === "{") {
      this.#depth = 1;
      this.#start = this.#at;
      this.#startLine = this.#line;
      this.#startColumn = this.#at - this.#lineStart + 1;
    } else if (character === "[" && !this.#isInArray) this.#isInArray = true;
    else if (!(character === "]" && this.#isInArray)) {
      throw new LogError(
        this.#line,
        this.#at - this.#lineStart + 1,
        `found ${JSON.stringify(character)}; expected an object, {…}`,
      );
    }
  }

  #take(text: string): void {
    this.#values += 1;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new LogError(this.#startLine, this.#startColumn, "is no JSON");
    }
    if (typeof value !== "object" || value === null) return;
    const place = { line: this.#startLine, column: this.#startColumn };
    if (readPrometheusAnswer(value, this.#sink, place)) return;
    if (isRayRecord(value)) this.#readRay(value);
    else this.#readRecord(value, place);
  }

  #readRay(record: RayRecord): void {
    const text = (key: string) => {
      const value = Object.hasOwn(record, key) ? Reflect.get(record, key) : null;
      return typeof value === "string" ? value : null;
    };
    // ray 2.60.0, `JSONFormatter`: timestamp_ns is the moment in UTC, asctime the same in the machine's time zone.
    const nanoseconds = Object.hasOwn(record, "timestamp_ns") ? Number(record.timestamp_ns) : Number.NaN;
    const application = text("application");
    const deployment = text("deployment") ?? "";
    readRayMessage(
      {
        atSeconds: Number.isNaN(nanoseconds)
          ? (parseMoment(record.asctime)?.seconds ?? Number.NaN)
          : nanoseconds / 1e9,
        message: record.message,
        component: record.component_name,
        deployment,
        application,
        replica: text("replica") ?? "",
        requestId: text("request_id"),
      },
      this.#sink,
    );
  }

  #readRecord(record: object, place: { readonly line: number; readonly column: number }): void {
    const names = Object.keys(record);
    const key = JSON.stringify(names);
    let table = this.#tables.get(key);
    if (table === undefined) {
      if (this.#tables.size >= 1000) {
        throw new LogError(
          place.line,
          place.column,
          "objects of a log have more than 1000 different sets of keys",
        );
      }
      const here = this.#columns.filter(({ name }) => names.includes(name));
      table = new RecordColumns(names, {
        columns: this.#tables.size === 0 ? this.#columns : here,
        sink: this.#tables.size === 0 ? this.#sink : { ...methodsOf(this.#sink), note: () => {} },
        line: place.line,
      });
      this.#tables.set(key, table);
    }
    table.read(names.map((name) => asValue(Reflect.get(record, name), place)));
  }
}

function methodsOf(sink: LogSink): LogSink {
  return {
    request: (request) => sink.request(request),
    startUp: (startUp) => sink.startUp(startUp),
    metric: (sample) => sink.metric(sample),
    note: (message) => sink.note(message),
  };
}

function asValue(
  value: unknown,
  place: { readonly line: number; readonly column: number },
): RecordValue | undefined {
  switch (typeof value) {
    case "string":
      return { text: value, ...place };
    case "number":
    case "boolean":
      return { text: String(value), ...place };
    default:
      return undefined;
  }
}

interface RayRecord {
  readonly asctime: string;
  readonly message: string;
  readonly component_name: string;
  readonly timestamp_ns?: unknown;
}

function isRayRecord(value: object): value is RayRecord {
  return ["asctime", "message", "component_name"].every(
    (key) => Object.hasOwn(value, key) && typeof Reflect.get(value, key) === "string",
  );
}
