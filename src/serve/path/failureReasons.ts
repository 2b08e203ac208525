/** Why a request failed. */
export const failureReasons = [
  /** The router's queue was full (`max_queued_requests`): 503. */
  "queue-full",
  /** No answer within `request_timeout_s`: 408. */
  "timeout",
  /** The replica died under it. */
  "replica-died",
  /** The replica was stopped before it finished: its graceful shutdown timed out. */
  "shutdown",
  /** The version's cluster was gone, restarting or terminated: 503. */
  "unavailable",
  /** The application answered with an error. */
  "application-error",
  /** The client gave the attempt up and closed its connection: 499. */
  "client-timeout",
  /** Something that it called on its way through the application failed. */
  "child-failed",
  /** A call of a request that has left itself: cancelled. Never seen from outside. */
  "caller-gone",
  /** The proxy that it came by died under it, or was dead already: the connection was reset. */
  "proxy-died",
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** The place of a reason in `failureReasons`, for counters in columns. */
export const failureCode = {
  queueFull: 0,
  timeout: 1,
  replicaDied: 2,
  shutdown: 3,
  unavailable: 4,
  applicationError: 5,
  clientTimeout: 6,
  childFailed: 7,
  callerGone: 8,
  proxyDied: 9,
} as const satisfies Record<string, number>;
