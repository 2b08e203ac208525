/** ray 2.60.0: RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S. */
export const cacheTimeoutSeconds = 10;

/** ray 2.60.0: `RequestRouter.max_num_routing_tasks_cap`. */
export const mostRoutingTasks = 50;

/** ray 2.60.0: RAY_SERVE_ROUTER_RETRY_MAX_BACKOFF_S. */
export const longestBackoffSeconds = 0.5;

/** The pause before the nth retry (from 0): 0, 25, 50, 100, 200, 400, 500, 500 … ms, as ray 2.60.0. */
export function backoffSeconds(retry: number): number {
  return retry === 0 ? 0 : Math.min(0.025 * 2 ** (retry - 1), longestBackoffSeconds);
}

/** For how long the nth attempt (from 0) waits for the answers to its questions, as ray 2.60.0. */
export function probeDeadlineSeconds(attempt: number): number {
  return Math.min(0.1 * 2 ** attempt, 1);
}
