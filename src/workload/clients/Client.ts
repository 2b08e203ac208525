import type { Distribution } from "../../engine/Distribution.ts";

/**
 * Waits between attempts: the n-th retry waits up to `baseSeconds × factor^(n − 1)`, at most `maxSeconds`. Jitter as
 * in M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015: `full` draws from 0 to that, `equal`
 * from half of it, `none` waits all of it.
 */
export interface Backoff {
  readonly baseSeconds: number;
  /** 1 or more. */
  readonly factor: number;
  readonly maxSeconds: number;
  readonly jitter: "full" | "equal" | "none";
}

/**
 * How many retries a client allows itself, over all its requests: a bucket of tokens from which each retry takes one.
 * Each request puts `retriesPerRequest` in, and time `minRetriesPerSecond`; more than `maxTokens` do not fit.
 */
export interface RetryBudgetSettings {
  readonly retriesPerRequest: number;
  readonly minRetriesPerSecond: number;
  /** Also what is there at the start. */
  readonly maxTokens: number;
}

/** How often clients try again, and how long they wait before that. */
export interface RetrySettings {
  /** The first one included; from 1. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** Shared by the requests of one stream; `null`: retries are limited by `maxAttempts` alone. */
  readonly budget: RetryBudgetSettings | null;
}

/** What those who send requests do about answers that are late or errors. */
export interface ClientSettings {
  /** The client gives an attempt up after so long; `null`: it waits. */
  readonly attemptTimeoutSeconds: number | null;
  /** From the first attempt to the end of the last one; `null`: no limit. */
  readonly overallTimeoutSeconds: number | null;
  readonly retries: RetrySettings | null;
  /**
   * Whether the service stops working on an attempt that its client gives up, as Ray Serve does when the connection is
   * closed; else it goes on for nobody.
   */
  readonly cancelsWork: boolean;
}

/** Users who each send a request, wait for what becomes of it, think, and send the next one. */
export interface ClosedLoop {
  readonly users: number;
  readonly thinkSeconds: Distribution;
  /** Users join evenly over this time from the start of the stream, each with a think time before its first request. */
  readonly rampUpSeconds: number;
}
