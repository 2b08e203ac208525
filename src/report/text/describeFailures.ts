import { type FailureReason, failureReasons } from "../../simulation/result/RequestLedger.ts";
import { formatNumber } from "./formatNumber.ts";

const words: Readonly<Record<FailureReason, string>> = {
  "queue-full": "queue full",
  timeout: "timed out",
  "replica-died": "replica died",
  shutdown: "cut off at shutdown",
  unavailable: "version unavailable",
  "application-error": "application error",
  "child-failed": "a call inside failed",
  "client-timeout": "given up by the client",
  "caller-gone": "cancelled with their caller",
  "proxy-died": "proxy died",
};

/** Failed requests by reason, those that there were: `12 timed out, 3 queue full`; empty where none failed. */
export function describeFailures(failed: Readonly<Record<FailureReason, number>>): string {
  return failureReasons
    .filter((reason) => failed[reason] > 0)
    .map((reason) => `${formatNumber(failed[reason])} ${words[reason]}`)
    .join(", ");
}
