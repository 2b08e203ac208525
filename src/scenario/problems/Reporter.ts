import type { KeyPath } from "./KeyPath.ts";

/** Whether a message is about a value, or about the key itself. */
export type MessagePlace = "key" | "value";

/** Takes what is wrong in a scenario file; compiling goes on, so that all of it is found at once. */
export interface Reporter {
  problem(path: KeyPath, message: string, place?: MessagePlace): void;
  /** Deprecated or without effect, but no reason to refuse the file. */
  warning(path: KeyPath, message: string, place?: MessagePlace): void;
  /** What was assumed, with the key that sets it; or what was read and plays no part. */
  note(path: KeyPath, message: string, place?: MessagePlace): void;
}

/** Takes everything and tells nothing: where a problem is reported elsewhere. */
export const silentReporter: Reporter = { problem() {}, warning() {}, note() {} };
