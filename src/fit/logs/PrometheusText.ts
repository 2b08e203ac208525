import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";

const linePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})?\s+(\S+)(?:\s+(-?\d+))?\s*$/;
const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

/** Whether a line may be one of Prometheus' text format. */
export function isPrometheusLine(text: string): boolean {
  return /^# (HELP|TYPE|EOF)\b/.test(text) || valueOfLine(text) !== null;
}

function valueOfLine(text: string): number | null {
  const value = linePattern.exec(text)?.[3];
  return value === undefined ? null : parseValue(value);
}

/** Reads Prometheus' text format (version 0.0.4) and OpenMetrics: names, labels, values, times where there are any. */
export class PrometheusText {
  readonly #sink: LogSink;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  line(text: string, line: number): void {
    if (text.trim() === "" || text.startsWith("#")) return;
    // Exemplars of OpenMetrics stand behind the value.
    const match = linePattern.exec(text.replace(/ # \{.*$/, ""));
    const value = match === null ? null : parseValue(match[3] ?? "");
    if (match === null || value === null) {
      throw new LogError(line, 1, "is no line of Prometheus' text format: expected NAME{LABELS} VALUE");
    }
    const [, name = "", labels, , time] = match;
    this.#sink.metric({
      name,
      labels: labels === undefined ? new Map() : parseLabels(labels.slice(1, -1), line, name.length + 2),
      value,
      atSeconds: time === undefined ? null : Number(time) / 1000,
    });
  }
}

function parseLabels(text: string, line: number, column: number): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    labelPattern.lastIndex = at;
    const match = labelPattern.exec(text);
    if (match === null) throw new LogError(line, column + at, 'expected a label such as route="/chat"');
    const [whole, name = "", value = ""] = match;
    labels.set(
      name,
      value.replace(/\\(.)/g, (_, each: string) => (each === "n" ? "\n" : each)),
    );
    at += whole.length;
  }
  return labels;
}

/** A value of a sample; `null` where it is none. */
export function parseValue(text: string): number | null {
  if (/^[+]?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-Inf$/i.test(text)) return Number.NEGATIVE_INFINITY;
  if (/^NaN$/i.test(text)) return Number.NaN;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}
