import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { LogCollector } from "../../../src/fit/logs/LogCollector.ts";
import { LogReader, type LogReaderOptions } from "../../../src/fit/logs/LogReader.ts";

/** What is collected from texts, each read as a whole or in pieces of so many characters. */
export function collected(
  texts: readonly string[],
  { piece = Number.POSITIVE_INFINITY, ...options }: LogReaderOptions & { readonly piece?: number } = {},
): LogCollector {
  const collector = new LogCollector();
  for (const text of texts) {
    const reader = new LogReader(collector, options);
    for (let at = 0; at < text.length; at += piece) reader.push(text.slice(at, at + piece));
    reader.end();
  }
  return collector;
}

/** Logs of ray 2.60.0, kept beside this file: 120 requests over HTTP to a deployment that calls another one. */
export function rayLog(name: string): string {
  const bytes = readFileSync(new URL(`./files/${name}`, import.meta.url));
  return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

export const rayTextLogs = [
  "controller.log",
  "proxy.log",
  "replica_shop_Front_xwqoo8be.log",
  "replica_shop_Model_8vsnyxwt.log",
  "replica_shop_Model_cd107j4v.log",
] as const;
