import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The lines of a file of vectors. */
export function readLines(name: string): readonly string[] {
  return gunzipSync(readFileSync(new URL(name, import.meta.url)))
    .toString("utf8")
    .trimEnd()
    .split("\n");
}
