/** ray 2.60.0: RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S. */
export const cacheTimeoutSeconds = 10;

/** ray 2.60.0: `RequestRouter.max_num_routing_tasks_cap`. */
export const mostRoutingTasks = 50;

/** The pauses of a router between its retries: each `multiplier` times the one before, at most `maxSeconds`. */
export interface RouterBackoff {
  readonly initialSeconds: number;
  readonly multiplier: number;
  readonly maxSeconds: number;
}

/** ray 2.60.0: RAY_SERVE_ROUTER_RETRY_INITIAL_BACKOFF_S, …_BACKOFF_MULTIPLIER, …_MAX_BACKOFF_S. */
export const usualBackoff: RouterBackoff = { initialSeconds: 0.025, multiplier: 2, maxSeconds: 0.5 };

/**
 * The pause before the nth retry (from 0), as ray 2.60.0 (`RequestRouter._compute_backoff_s`): at once first; usually 0, 25, 50,
 * 100, 200, 400, 500, 500 … ms.
 */
export function backoffSeconds(retry: number, backoff: RouterBackoff = usualBackoff): number {
  if (retry === 0) return 0;
  return Math.min(backoff.initialSeconds * wholePower(backoff.multiplier, retry - 1), backoff.maxSeconds);
}

/** By squaring: `**` of numbers that are not whole may differ between engines. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}

/** For how long the nth attempt (from 0) waits for the answers to its questions, as ray 2.60.0. */
export function probeDeadlineSeconds(attempt: number): number {
  return Math.min(0.1 * 2 ** attempt, 1);
}
