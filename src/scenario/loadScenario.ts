import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseTrace } from "../workload/parseTrace.ts";
import { TraceError } from "../workload/TraceError.ts";
import type { RequestTrace } from "../workload/Traffic.ts";
import { type ParsedScenario, parseScenario } from "./parseScenario.ts";
import { ScenarioError } from "./ScenarioError.ts";
import { SourceError } from "./SourceError.ts";

const maxTextBytes = 4_000_000;
const maxTraceBytes = 256 * 1024 * 1024;

/**
 * Reads a scenario from a file, with the traces and the service config that it names (relative to the file).
 * @throws ScenarioError with everything that is wrong and where.
 */
export function loadScenario(path: string): ParsedScenario {
  let text: string;
  try {
    text = decodeText(readBytes(path, maxTextBytes));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new ScenarioError([{ file: path, line: 1, column: 1, keyPath: "", message: error.message }]);
  }
  const folder = dirname(resolve(path));
  const locate = (named: string) => {
    if (named.includes("\0")) throw new SourceError("found a path with a zero byte");
    return resolve(folder, named);
  };
  return parseScenario(text, {
    path,
    readText: (named) => {
      const file = locate(named);
      return { text: decodeText(readBytes(file, maxTextBytes)), path: relative(".", file) || file };
    },
    readTrace: (named) => readTrace(locate(named)),
  });
}

function readTrace(file: string): RequestTrace {
  const bytes = readBytes(file, maxTraceBytes);
  try {
    return parseTrace(decodeText(isGzip(bytes) ? gunzip(bytes, file) : bytes));
  } catch (error) {
    if (error instanceof TraceError) {
      throw new SourceError(`${shown(file)}:${error.line}:${error.column}: ${error.problem}`);
    }
    throw error;
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes: Buffer, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: maxTraceBytes });
  } catch (error) {
    throw new SourceError(
      `${shown(file)} cannot be unpacked: ${error instanceof Error ? error.message : "not gzip"}`,
    );
  }
}

function readBytes(file: string, maxBytes: number): Buffer {
  try {
    const status = statSync(file);
    if (!status.isFile()) throw new SourceError(`${shown(file)} is not a file`);
    if (status.size > maxBytes) {
      throw new SourceError(`${shown(file)} has ${status.size} bytes; at most ${maxBytes} are read`);
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`${shown(file)} ${reasonOf(error)}`);
  }
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError("is not a UTF-8 text");
  }
}

function shown(file: string): string {
  return relative(".", file) || file;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  switch (code) {
    case "ENOENT":
      return "does not exist";
    case "EACCES":
    case "EPERM":
      return "may not be read";
    case "ENOTDIR":
      return "does not exist (a part of the path is a file)";
    case "ENAMETOOLONG":
      return "has too long a name";
    default:
      return `cannot be read (${String(code ?? error)})`;
  }
}
