import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { RequestTrace } from "../../src/workload/Traffic.ts";
import { parseTrace } from "../../src/workload/traces/parseTrace.ts";

const besideTheProject = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "data");
const named = process.env.ROLLCAST_TRACE_DATA;
const folder = named ?? besideTheProject;
const present = existsSync(join(folder, "azure-llm-2023-conv.csv"));

if (named !== undefined && !present) {
  throw new Error(`ROLLCAST_TRACE_DATA names ${named}, where azure-llm-2023-conv.csv is not`);
}

/** Why the tests against real traces cannot run here; `null` when they can. The files are no part of the project. */
export const realTracesAbsent: string | null = present
  ? null
  : "skipped: the real traces are not in ../shared/data (ROLLCAST_TRACE_DATA names another folder)";

/** A real trace, read where it is: plain, or gzip by its name. */
export function readRealTrace(fileName: string): RequestTrace {
  const bytes = readFileSync(join(folder, fileName));
  return parseTrace((fileName.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
}
