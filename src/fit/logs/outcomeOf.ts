import type { LoggedOutcome } from "../RequestLog.ts";

const answered = ["ok", "success", "succeeded", "true", "completed", "finished", "done", "0"];
const cutOff = [
  "cancelled",
  "canceled",
  "timeout",
  "timed_out",
  "timedout",
  "deadline_exceeded",
  "disconnected",
  "aborted",
];
/** Request timeout, client closed request, gateway timeout. */
const cutOffCodes = [408, 499, 504];

/** What a status says became of a request: HTTP and gRPC codes, and the usual words. A status that is empty says that it was answered. */
export function outcomeOf(status: string): LoggedOutcome {
  const word = status.trim().toLowerCase();
  if (word === "" || answered.includes(word)) return 0;
  if (cutOff.includes(word)) return 1;
  if (/^\d{3}$/.test(word)) {
    const code = Number(word);
    if (cutOffCodes.includes(code)) return 1;
    return code < 400 ? 0 : 2;
  }
  return 2;
}
