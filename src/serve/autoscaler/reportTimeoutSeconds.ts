/**
 * How old a handle's last report may become before the controller forgets the handle
 * (ray 2.60.0, `drop_stale_handle_metrics`: at least `RAY_SERVE_MIN_HANDLE_METRICS_TIMEOUT_S`). Seconds; a report of
 * just this age is forgotten.
 */
export function reportTimeoutSeconds(metricsIntervalSeconds: number): number {
  return Math.max(2 * metricsIntervalSeconds, 10);
}
