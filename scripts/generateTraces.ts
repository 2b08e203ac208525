import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { formatTrace } from "../src/workload/traces/formatTrace.ts";
import { chatHour } from "./traces/chatHour.ts";
import { codeHour } from "./traces/codeHour.ts";

/** Where the shipped traces are. */
export const tracesFolder = join(dirname(fileURLToPath(import.meta.url)), "..", "scenarios", "traces");

/** The shipped traces, by file name; the same bytes every time. */
export function generateTraces(): Record<string, string> {
  const how = "Made by `npm run traces`. Times in seconds from the beginning of the hour.";
  return Object.fromEntries(
    [chatHour, codeHour].map((hour) => [
      hour.fileName,
      formatTrace(hour.generate(hour.fileName), [...hour.comments, how]),
    ]),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  mkdirSync(tracesFolder, { recursive: true });
  for (const [fileName, text] of Object.entries(generateTraces())) {
    writeFileSync(join(tracesFolder, fileName), text);
    process.stdout.write(`scenarios/traces/${fileName}: ${text.length} bytes\n`);
  }
}
