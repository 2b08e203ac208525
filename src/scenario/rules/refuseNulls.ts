import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/**
 * Keys of a Ray Serve config that may be left out, but not be null (ray 2.60.0: their types in serve/schema.py and
 * serve/config.py are not Optional). `*` is any index.
 */
const neverNull = [
  "applications.*: name runtime_env args deployments external_scaler_enabled",
  "applications.*.deployments.*: max_ongoing_requests max_queued_requests backpressure_config graceful_shutdown_wait_loop_s graceful_shutdown_timeout_s health_check_period_s health_check_timeout_s ray_actor_options placement_group_bundles placement_group_strategy placement_group_bundle_label_selector max_replicas_per_node logging_config request_router_config rolling_update_percentage max_surge_percent",
  "applications.*.deployments.*.ray_actor_options: runtime_env resources",
  "applications.*.deployments.*.request_router_config: initial_backoff_s backoff_multiplier max_backoff_s request_routing_stats_period_s request_routing_stats_timeout_s",
  "applications.*.deployments.*.autoscaling_config: min_replicas max_replicas target_ongoing_requests metrics_interval_s look_back_period_s smoothing_factor downscale_delay_s upscale_delay_s aggregation_function",
  "http_options: keep_alive_timeout_s",
  "grpc_options: grpc_servicer_functions enable_reflection",
  "logging_config: encoding log_level",
  "tracing_config: sampling_ratio",
].map((line): readonly [readonly string[], readonly string[]] => {
  const [place = "", keys = ""] = line.split(": ");
  return [place.split("."), keys.split(" ")];
});

/** Refuses nulls where Ray Serve does. Not for changes, where null takes an option back to its default. */
export function refuseNulls(config: object, path: KeyPath, reporter: Reporter): void {
  for (const [pattern, keys] of neverNull) {
    for (const [place, value] of placesOf(config, pattern)) {
      for (const key of keys) {
        if (!Object.hasOwn(value, key) || Reflect.get(value, key) !== null) continue;
        reporter.problem(
          [...path, ...place, key],
          "found null, which Ray Serve refuses here; leave it out",
          "key",
        );
      }
    }
  }
}

function placesOf(value: unknown, pattern: readonly string[]): readonly (readonly [KeyPath, object])[] {
  const [key, ...rest] = pattern;
  if (typeof value !== "object" || value === null) return [];
  if (key === undefined) return [[[], value]];
  const below = (part: string | number, inner: unknown) =>
    placesOf(inner, rest).map(([place, found]) => [[part, ...place], found] as const);
  if (key === "*") return Array.isArray(value) ? value.flatMap((item, index) => below(index, item)) : [];
  return Object.hasOwn(value, key) ? below(key, Reflect.get(value, key)) : [];
}
