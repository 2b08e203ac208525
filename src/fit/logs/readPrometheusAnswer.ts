import { z } from "zod";
import { LogError } from "./LogError.ts";
import type { LogSink } from "./LogSink.ts";
import { parseValue } from "./PrometheusText.ts";

const sampleSchema = z.tuple([z.number(), z.string()]);
const seriesSchema = z.object({
  metric: z.record(z.string(), z.string()),
  value: sampleSchema.optional(),
  values: z.array(sampleSchema).optional(),
});
const answerSchema = z.object({
  data: z.object({ resultType: z.enum(["vector", "matrix"]), result: z.array(seriesSchema) }),
});

/**
 * Reads an answer of Prometheus' HTTP API (`/api/v1/query` and `query_range`). False where the value is none.
 * @throws LogError where it is one and says something else.
 */
export function readPrometheusAnswer(
  value: object,
  sink: LogSink,
  place: { readonly line: number; readonly column: number },
): boolean {
  if (!isAnswer(value)) return false;
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) {
    throw new LogError(
      place.line,
      place.column,
      "is an answer of Prometheus without series; expected data.result of a vector or a matrix",
    );
  }
  for (const { metric, value: one, values } of parsed.data.data.result) {
    const labels = new Map(Object.entries(metric));
    const name = labels.get("__name__");
    if (name === undefined) {
      sink.note("a series of Prometheus' answer has no name (a rate, a sum): ask for the metric itself");
      continue;
    }
    for (const [atSeconds, text] of values ?? (one === undefined ? [] : [one])) {
      const found = parseValue(text);
      if (found !== null) sink.metric({ name, labels, value: found, atSeconds });
    }
  }
  return true;
}

/** A record of a log may have a status and data of its own. */
function isAnswer(value: object): boolean {
  const of = (key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined);
  const data = of("data");
  const hasSeries = typeof data === "object" && data !== null && Object.hasOwn(data, "resultType");
  return (
    (of("status") === "success" && hasSeries) || (of("status") === "error" && of("errorType") !== undefined)
  );
}
