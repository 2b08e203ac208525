import { LogReader, type LogReaderOptions } from "./LogReader.ts";
import type { LogSink } from "./LogSink.ts";

/** A log whose text comes in pieces. */
export interface LogText {
  /** @throws LogError for what cannot be read. */
  push(piece: string): void;
  /** The text has ended. @throws LogError where something is missing. */
  end(): void;
}

/** Reads a log, and tells the sink what is in it: requests, replicas that came up, samples of metrics. */
export function readLog(sink: LogSink, options: LogReaderOptions = {}): LogText {
  return new LogReader(sink, options);
}
