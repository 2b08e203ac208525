import { readFileSync } from "node:fs";
import { z } from "zod";

/** The version of the `ray` package whose answers are committed here. */
export const rayVersion = "2.60.0";

const head = z.looseObject({ rayVersion: z.literal(rayVersion) });
const row = z.tuple([z.string(), z.unknown()]);

/**
 * The answers of the `ray` package in a file of this folder, checked for their shape and version. The file's first line
 * is an object; every other line is `[name of a list, one vector of it]`.
 */
export function readVectors<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
): z.output<z.ZodObject<Shape>> {
  const text = readFileSync(new URL(`./${name}.ndjson`, import.meta.url), "utf8");
  const [first = "", ...lines] = text.trimEnd().split("\n");
  const lists = new Map<string, unknown[]>();
  for (const line of lines) {
    const [list, vector] = row.parse(JSON.parse(line));
    const vectors = lists.get(list);
    if (vectors === undefined) lists.set(list, [vector]);
    else vectors.push(vector);
  }
  return z.object(shape).parse({ ...head.parse(JSON.parse(first)), ...Object.fromEntries(lists) });
}
