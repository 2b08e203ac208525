import { describeChoices } from "../../scenario/problems/describeChoices.ts";
import { type ColumnRole, columnRoles, roleOfName } from "./columnRoles.ts";
import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";
import { outcomeOf } from "./outcomeOf.ts";
import { parseMoment } from "./parseMoment.ts";
import { secondsOfUnit, type TimeUnit, unitInName, unitSince1970 } from "./TimeUnit.ts";

/** Which column is what, where the usual names do not say it. */
export interface NamedColumn {
  readonly role: ColumnRole;
  readonly name: string;
  /** Of its times; `null`: by its name, or seconds. */
  readonly unit: TimeUnit | null;
}

/** One value of a record; `column` is where it stands in its line. */
export interface RecordValue {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

interface Place {
  readonly index: number;
  readonly name: string;
  readonly unit: TimeUnit | null;
}

const durationPattern = /^(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(s|ms|us|ns)?$/;

/** Reads the records of a table, whose columns have names: requests, or replicas that came up. */
export class RecordColumns {
  readonly #sink: LogSink;
  readonly #places: ReadonlyMap<ColumnRole, Place>;
  readonly #kind: "requests" | "start-ups";
  #clockUnit: TimeUnit | null = null;
  #saidZone = false;

  /** @throws LogError where the names say neither of requests nor of replicas that came up. */
  constructor(
    names: readonly string[],
    options: { readonly columns: readonly NamedColumn[]; readonly sink: LogSink; readonly line: number },
  ) {
    this.#sink = options.sink;
    this.#places = placesOf(names, options);
    const has = (role: ColumnRole) => this.#places.has(role);
    const hasStartUp = has("startUp") || (has("created") && has("ready"));
    if (hasStartUp) this.#kind = "start-ups";
    else if (has("time") || (has("end") && has("duration"))) this.#kind = "requests";
    else {
      throw new LogError(
        options.line,
        1,
        "has no column with the time of a request (timestamp, start, …), nor with the start-up of a replica; name it with --columns time=NAME",
      );
    }
    if (isMooncake(names)) this.#clockUnit = "ms";
    this.#assumeUnits();
  }

  /** One record, its values in the order of the names; one that is missing is not known. */
  read(values: readonly (RecordValue | undefined)[]): void {
    if (this.#kind === "start-ups") this.#readStartUp(values);
    else this.#readRequest(values);
  }

  #readRequest(values: readonly (RecordValue | undefined)[]): void {
    const end = this.#moment("end", values);
    const given = this.#duration("duration", values);
    const time = this.#moment("time", values);
    const arrivalSeconds = Number.isNaN(time) ? end - given : time;
    if (Number.isNaN(arrivalSeconds)) {
      const { line, column } = values.find((value) => value !== undefined) ?? { line: 1, column: 1 };
      throw new LogError(line, column, "a request without a time");
    }
    const durationSeconds = Number.isNaN(given) ? end - arrivalSeconds : given;
    if (durationSeconds < 0) {
      const { line, column } = this.#value("end", values) ?? { line: 1, column: 1 };
      throw new LogError(line, column, "a request that ends before it begins");
    }
    this.#sink.request({
      deployment: this.#text("deployment", values),
      application: null,
      replica: this.#text("replica", values),
      requestId: null,
      isIngress: null,
      route: null,
      takenBy: "caller",
      arrivalSeconds,
      durationSeconds,
      waitSeconds: this.#duration("wait", values),
      outcome: outcomeOf(this.#text("status", values) ?? ""),
      inputTokens: this.#tokens("inputTokens", values),
      outputTokens: this.#tokens("outputTokens", values),
    });
  }

  #readStartUp(values: readonly (RecordValue | undefined)[]): void {
    const given = this.#duration("startUp", values);
    const seconds = Number.isNaN(given)
      ? this.#moment("ready", values) - this.#moment("created", values)
      : given;
    // A replica that never got ready has no start-up time.
    if (Number.isNaN(seconds)) return;
    if (seconds < 0) {
      const { line, column } = this.#value("ready", values) ?? { line: 1, column: 1 };
      throw new LogError(line, column, "a replica that is ready before it was asked for");
    }
    this.#sink.startUp({
      deployment: this.#text("deployment", values),
      application: null,
      replica: this.#text("replica", values),
      seconds,
      constructorSeconds: Number.NaN,
    });
  }

  #value(role: ColumnRole, values: readonly (RecordValue | undefined)[]): RecordValue | undefined {
    const place = this.#places.get(role);
    return place === undefined ? undefined : values[place.index];
  }

  #text(role: ColumnRole, values: readonly (RecordValue | undefined)[]): string | null {
    const text = this.#value(role, values)?.text.trim();
    return text === undefined || text === "" ? null : text;
  }

  #moment(role: "time" | "end" | "created" | "ready", values: readonly (RecordValue | undefined)[]): number {
    const value = this.#value(role, values);
    const text = value?.text.trim() ?? "";
    if (value === undefined || text === "") return Number.NaN;
    if (/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
      const number = Number(text);
      const unit = this.#places.get(role)?.unit ?? unitSince1970(number) ?? this.#clockUnit ?? "s";
      return number * secondsOfUnit[unit];
    }
    const moment = parseMoment(text);
    if (moment === null) {
      throw new LogError(
        value.line,
        value.column,
        `${this.#nameOf(role)} is no time: found ${shown(text)}; expected seconds, or text such as 2025-01-31T12:00:00.25Z`,
      );
    }
    if (!moment.hasZone && !this.#saidZone) {
      this.#saidZone = true;
      this.#sink.note(`times of ${this.#nameOf(role)} have no time zone and are taken for UTC`);
    }
    return moment.seconds;
  }

  #duration(role: "duration" | "wait" | "startUp", values: readonly (RecordValue | undefined)[]): number {
    const value = this.#value(role, values);
    const text = value?.text.trim() ?? "";
    if (value === undefined || text === "") return Number.NaN;
    const match = durationPattern.exec(text);
    if (match === null) {
      throw new LogError(
        value.line,
        value.column,
        `${this.#nameOf(role)} is no duration: found ${shown(text)}; expected a number from 0, with or without a unit`,
      );
    }
    const unit = (match[2] as TimeUnit | undefined) ?? this.#places.get(role)?.unit ?? "s";
    return Number(match[1]) * secondsOfUnit[unit];
  }

  #tokens(role: "inputTokens" | "outputTokens", values: readonly (RecordValue | undefined)[]): number {
    const value = this.#value(role, values);
    const text = value?.text.trim() ?? "";
    if (value === undefined || text === "") return Number.NaN;
    const number = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(number)) {
      throw new LogError(
        value.line,
        value.column,
        `${this.#nameOf(role)} is no number of tokens: found ${shown(text)}`,
      );
    }
    return number;
  }

  #nameOf(role: ColumnRole): string {
    return shown(this.#places.get(role)?.name ?? role);
  }

  #assumeUnits(): void {
    for (const role of ["duration", "wait", "startUp"] as const) {
      const place = this.#places.get(role);
      if (place !== undefined && place.unit === null) {
        this.#sink.note(
          `${shown(place.name)} names no unit: numbers without one are taken for seconds; --columns ${role}=${place.name}:ms says milliseconds`,
        );
      }
    }
  }
}

function placesOf(
  names: readonly string[],
  { columns, line }: { readonly columns: readonly NamedColumn[]; readonly line: number },
): ReadonlyMap<ColumnRole, Place> {
  const places = new Map<ColumnRole, Place>();
  for (const { role, name, unit } of columns) {
    const index = names.indexOf(name);
    if (index < 0) {
      throw new LogError(
        line,
        1,
        `has no column ${shown(name)}; ${describeChoices(name, names.slice(0, 50), "columns")}`,
      );
    }
    places.set(role, { index, name, unit: unit ?? unitInName(name) });
  }
  for (const [index, name] of names.entries()) {
    const role = roleOfName(name);
    if (role === null || places.has(role) || columns.some((each) => each.name === name)) continue;
    places.set(role, { index, name, unit: unitInName(name) });
  }
  return places;
}

/** Kimi's Mooncake traces (https://github.com/kvcache-ai/Mooncake) have milliseconds from their start. */
function isMooncake(names: readonly string[]): boolean {
  return ["timestamp", "input_length", "output_length", "hash_ids"].every((name) => names.includes(name));
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** Reads `time=ts,duration=lat:ms`. Returns what is wrong as text. */
export function parseColumns(text: string): readonly NamedColumn[] | string {
  const columns: NamedColumn[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*(\w+)\s*=\s*(.+?)\s*(?::\s*(s|ms|us|ns))?\s*$/.exec(part);
    const role = columnRoles.find((each) => each === match?.[1]);
    if (match === null || role === undefined) {
      return `expected ROLE=NAME or ROLE=NAME:UNIT, parted by commas; roles: ${columnRoles.join(", ")}; units: s, ms, us, ns`;
    }
    if (columns.some((each) => each.role === role)) return `${role} is named twice`;
    columns.push({ role, name: match[2]!, unit: (match[3] as TimeUnit | undefined) ?? null });
  }
  return columns;
}
