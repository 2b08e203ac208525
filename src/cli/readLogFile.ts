import { createReadStream, type ReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { LogError } from "../fit/logs/LogError.ts";
import { LogReader, type LogReaderOptions } from "../fit/logs/LogReader.ts";
import type { LogSink } from "../fit/logs/LogSink.ts";
import { InputError } from "./InputError.ts";

/** A longer log, unpacked, is refused: an hour of it says as much. */
const mostBytes = 8 * 1024 ** 3;

/**
 * Reads a log from a file, plain or gzip, piece by piece, and tells the sink what is in it.
 * @throws InputError with file, line and column for what cannot be read.
 */
export async function readLogFile(file: string, sink: LogSink, options: LogReaderOptions): Promise<void> {
  requireFile(file);
  const reader = new LogReader(sink, options);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  try {
    for await (const piece of await open(file)) {
      bytes += piece.length;
      if (bytes > mostBytes)
        throw new InputError(`${file} has more than ${mostBytes} bytes; fit a part of it`);
      reader.push(decode(decoder, piece, file));
    }
    reader.push(decode(decoder, null, file));
    reader.end();
  } catch (error) {
    if (error instanceof LogError) {
      throw new InputError(`${file}:${error.line}:${error.column}: ${error.problem}`);
    }
    if (error instanceof RangeError) throw new InputError(`${file}: ${error.message}`);
    if (error instanceof Error && "code" in error)
      throw new InputError(`${file} cannot be read: ${error.message}`);
    throw error;
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, piece: Uint8Array | null, file: string): string {
  try {
    return piece === null ? decoder.decode() : decoder.decode(piece, { stream: true });
  } catch {
    throw new InputError(`${file} is not a UTF-8 text`);
  }
}

function requireFile(file: string): void {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) throw new InputError(`${file} does not exist`);
  if (status.isDirectory()) throw new InputError(`${file} is a folder; name the files in it`);
}

/** Unpacked where its first two bytes are gzip's. */
async function open(file: string): Promise<Readable> {
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  const first = await firstPiece(stream);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return stream;
  const unpacked = createGunzip();
  stream.on("error", (error) => unpacked.destroy(error));
  return stream.pipe(unpacked);
}

/** What comes first; it stays in the stream. */
async function firstPiece(stream: ReadStream): Promise<Uint8Array> {
  const first = await new Promise<Uint8Array | null>((resolve, reject) => {
    stream.once("error", reject);
    stream.once("end", () => resolve(null));
    stream.once("readable", () => resolve(stream.read()));
  });
  if (first !== null) stream.unshift(first);
  return first ?? new Uint8Array();
}
