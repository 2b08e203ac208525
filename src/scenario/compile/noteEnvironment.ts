import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { SourcedService } from "./SourcedService.ts";

/** Variables that change what Ray Serve does, and what says the same here where something does (ray 2.60.0, `ray.serve._private.constants`). */
const variables: ReadonlyMap<string, string | null> = new Map([
  ["RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY", "cluster.placement"],
  ["RAY_SERVE_USE_COMPACT_SCHEDULING_STRATEGY", "cluster.placement"],
  ["RAY_SERVE_NODE_COMPACTION_DELAY_S", "cluster.compaction"],
  ["RAY_SERVE_COMPACTION_TIMEOUT_S", "cluster.compaction"],
  ["RAY_SERVE_COMPACTION_MAX_BACKOFF_TIME_S", "cluster.compaction"],
  ["RAY_SERVE_ROUTER_RETRY_INITIAL_BACKOFF_S", "request_router_config"],
  ["RAY_SERVE_ROUTER_RETRY_BACKOFF_MULTIPLIER", "request_router_config"],
  ["RAY_SERVE_ROUTER_RETRY_MAX_BACKOFF_S", "request_router_config"],
  ["RAY_SERVE_REQUEST_PROCESSING_TIMEOUT_S", "http_options.request_timeout_s"],
  ...[
    "RAY_SERVE_PROXY_PREFER_LOCAL_NODE_ROUTING",
    "RAY_SERVE_PROXY_PREFER_LOCAL_AZ_ROUTING",
    "RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S",
    "RAY_SERVE_QUEUE_LENGTH_RESPONSE_DEADLINE_S",
    "RAY_SERVE_MAX_QUEUE_LENGTH_RESPONSE_DEADLINE_S",
    "RAY_SERVE_MULTIPLEXED_MODEL_ID_MATCHING_TIMEOUT_S",
    "RAY_SERVE_COLLECT_AUTOSCALING_METRICS_ON_HANDLE",
    "RAY_SERVE_HANDLE_AUTOSCALING_METRIC_PUSH_INTERVAL_S",
    "RAY_SERVE_REPLICA_AUTOSCALING_METRIC_PUSH_INTERVAL_S",
    "RAY_SERVE_AUTOSCALING_METRIC_RECORD_INTERVAL_FACTOR",
    "RAY_SERVE_MIN_HANDLE_METRICS_TIMEOUT_S",
    "RAY_SERVE_MAX_PER_REPLICA_RETRY_COUNT",
    "RAY_SERVE_FORCE_STOP_UNHEALTHY_REPLICAS",
    "RAY_SERVE_STOP_FAILED_ROLLING_UPDATES",
    "RAY_SERVE_HIGH_PRIORITY_CUSTOM_RESOURCES",
    "RAY_SERVE_ENABLE_HA_PROXY",
    "RAY_SERVE_ENABLE_DIRECT_INGRESS",
    "RAY_SERVE_THROUGHPUT_OPTIMIZED",
  ].map((name) => [name, null] as const),
]);

/** Says which variables of the environment would change what runs and are not read. */
export function noteEnvironment({ config, applications }: SourcedService, reporter: Reporter): void {
  noteVariables(config.value.env_vars, (name) => config.pathOf("env_vars", name), reporter);
  for (const { config: application, deployments } of applications) {
    noteRuntime(
      application.value.runtime_env,
      (...keys) => application.pathOf("runtime_env", ...keys),
      reporter,
    );
    for (const { value, pathOf } of deployments) {
      const place = (...keys: readonly string[]) => pathOf("ray_actor_options", "runtime_env", ...keys);
      noteRuntime(value.ray_actor_options?.runtime_env, place, reporter);
    }
  }
}

function noteRuntime(
  environment: unknown,
  pathOf: (...keys: readonly string[]) => KeyPath,
  reporter: Reporter,
): void {
  if (typeof environment !== "object" || environment === null || !Object.hasOwn(environment, "env_vars"))
    return;
  noteVariables(Reflect.get(environment, "env_vars"), (name) => pathOf("env_vars", name), reporter);
}

function noteVariables(written: unknown, pathOf: (name: string) => KeyPath, reporter: Reporter): void {
  if (typeof written !== "object" || written === null) return;
  for (const name of Object.keys(written)) {
    const instead = variables.get(name);
    if (instead === undefined) continue;
    const advice = instead === null ? "what it changes is played as by default" : `${instead} says it here`;
    reporter.note(pathOf(name), `is not read, though Ray Serve reads it; ${advice}`, "key");
  }
}
