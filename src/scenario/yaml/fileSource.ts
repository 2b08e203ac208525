import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { RequestTrace } from "../../workload/Traffic.ts";
import { parseTrace } from "../../workload/traces/parseTrace.ts";
import { TraceError } from "../../workload/traces/TraceError.ts";
import type { ScenarioSource } from "./ScenarioSource.ts";
import { SourceError } from "./SourceError.ts";

const maxTextBytes = 4_000_000;
const maxTraceBytes = 256 * 1024 * 1024;

/** Reads the files that a scenario names from disk, relative to the scenario's own file. */
export function fileSource(path: string): ScenarioSource {
  const folder = dirname(resolve(path));
  return {
    path,
    readText: (named) => {
      const file = resolve(folder, named);
      return { text: decodeText(readBytes(file, maxTextBytes), file), path: shown(file) };
    },
    readTrace: (named) => readTrace(resolve(folder, named)),
  };
}

function readTrace(file: string): RequestTrace {
  const bytes = readBytes(file, maxTraceBytes);
  try {
    return parseTrace(decodeText(isGzip(bytes) ? gunzip(bytes, file) : bytes, file));
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

function decodeText(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(`${shown(file)} is not a UTF-8 text`);
  }
}

/** As a person would write it: relative where the file is below the working folder. */
function shown(file: string): string {
  const path = relative(".", file);
  return path === "" || path.startsWith("..") ? file : path;
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
    case "ERR_INVALID_ARG_VALUE":
      return "is not a file name";
    case "ENAMETOOLONG":
      return "has too long a name";
    default:
      return `cannot be read (${String(code ?? error)})`;
  }
}
