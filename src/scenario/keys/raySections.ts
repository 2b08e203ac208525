import type { KeySection } from "./KeyEntry.ts";
import { deprecated, documented, idle, modelled, unmodelled } from "./keyEntries.ts";

const deployment = "applications[].deployments[]";
const defaultPolicy = "ray.serve.autoscaling_policy:default_autoscaling_policy";

const logging = {
  encoding: idle("how logs are written"),
  log_level: idle("how much is logged"),
  logs_dir: idle("where logs go"),
  enable_access_log: idle("whether requests are logged"),
  additional_log_standard_attrs: idle("what log lines hold"),
} as const;

/** Ray 2.33.0 dropped it from `DeploymentSchema` and `AutoscalingConfig`; 2.10.0 to 2.32.0 took both names. */
const untilNewNames = "2.32.0";

/** The keys of applications and deployments, as ray 2.60.0 knows them (`ServeApplicationSchema`, `DeploymentSchema`). */
export const raySections: readonly KeySection[] = [
  {
    path: "applications[]",
    called: "the application",
    reader: "ray-ignores",
    keys: {
      name: modelled("tells applications apart; a changed name is another application", "default"),
      route_prefix: modelled("the path by which requests of a trace enter the application", "/"),
      import_path: modelled("the code: a change restarts the application in place"),
      runtime_env: modelled("a change restarts the application in place; what it installs is not read", "{}"),
      args: modelled("a change restarts the application in place", "{}"),
      deployments: modelled("what runs", "what the code says"),
      autoscaling_policy: unmodelled(
        "a policy of the application's own decides on replicas, where the forecast scales each deployment by its autoscaling_config",
        "a fixed num_replicas, or the bounds of autoscaling_config",
        (policy) => isDefaultPolicy(policy),
      ),
      external_scaler_enabled: unmodelled(
        "something outside Ray Serve sets the number of replicas, where the forecast keeps num_replicas",
        "commands[].deploy with another num_replicas",
        (value) => value === false,
      ),
      logging_config: idle("what is logged"),
      host: unmodelled("Ray Serve refuses it beside other applications", "http_options"),
      port: unmodelled("Ray Serve refuses it beside other applications", "http_options"),
    },
  },
  { path: "applications[].logging_config", called: "logging_config", reader: "ray-refuses", keys: logging },
  {
    path: deployment,
    called: "the deployment",
    reader: "ray-ignores",
    keys: {
      name: modelled("the deployment's name"),
      num_replicas: modelled("how many replicas run; auto: autoscaling", "1"),
      max_ongoing_requests: modelled("slots of a replica", "5"),
      max_concurrent_queries: documented(
        "ray 2.32.0, DeploymentSchema",
        deprecated("max_ongoing_requests", untilNewNames),
      ),
      max_queued_requests: modelled("requests that may wait at a router", "-1"),
      backpressure_config: unmodelled(
        "requests beyond max_queued_requests are answered with its status code and Retry-After, which clients may heed",
        "traffic[].client.retries",
      ),
      user_config: modelled("a change reconfigures replicas as they run, in place", "null"),
      autoscaling_config: modelled("the autoscaler", "a fixed number of replicas"),
      graceful_shutdown_wait_loop_s: modelled("how often a stopping replica looks for requests", "2"),
      graceful_shutdown_timeout_s: modelled("how long a stopping replica may serve on", "20"),
      health_check_period_s: modelled("how soon a broken replica is found", "10"),
      health_check_timeout_s: modelled("how soon a replica that hangs is found", "30"),
      ray_actor_options: modelled("what a replica occupies", "one CPU"),
      placement_group_bundles: modelled("what a replica occupies, in bundles", "ray_actor_options alone"),
      placement_group_strategy: modelled("where the bundles of a replica may be", "PACK"),
      placement_group_bundle_label_selector: modelled(
        "which nodes a replica may be on, by their labels",
        "any",
      ),
      max_replicas_per_node: modelled("how many replicas share a node", "no limit"),
      logging_config: idle("what is logged"),
      request_router_config: modelled("which replica gets a request", "power of two choices"),
      gang_scheduling_config: modelled("replicas that start and stop together", "none"),
      deployment_actors: unmodelled(
        "each of these actors occupies resources of a node, which the forecast leaves free",
        "compute_config resources without them",
        (value) => Array.isArray(value) && value.length === 0,
      ),
      rolling_update_percentage: modelled("the share that an in-place update replaces at a time", "0.2"),
      max_surge_percent: modelled("replicas beyond the target in an in-place update", "0"),
      max_constructor_retry_count: documented(
        "ray 2.60.0, @serve.deployment",
        unmodelled(
          "Ray Serve takes it from the code alone and ignores it here",
          "maxConstructorRetries of the deployment",
        ),
      ),
    },
  },
  { path: `${deployment}.logging_config`, called: "logging_config", reader: "ray-refuses", keys: logging },
  {
    path: `${deployment}.backpressure_config`,
    called: "backpressure_config",
    reader: "ray-refuses",
    keys: {
      status_code: idle("told at backpressure_config"),
      retry_after_s: idle("told at backpressure_config"),
    },
  },
  {
    path: `${deployment}.autoscaling_config`,
    called: "autoscaling_config",
    reader: "ray-ignores",
    keys: {
      min_replicas: modelled("the least replicas", "1"),
      initial_replicas: modelled("replicas at the start", "min_replicas"),
      max_replicas: modelled("the most replicas", "1"),
      target_ongoing_requests: modelled("requests a replica that the autoscaler aims at", "2"),
      target_num_ongoing_requests_per_replica: documented(
        "ray 2.32.0, AutoscalingConfig",
        deprecated("target_ongoing_requests", untilNewNames),
      ),
      metrics_interval_s: modelled(
        "how often requests are reported; deprecated in ray 2.60.0, and in force",
        "10",
      ),
      look_back_period_s: modelled("how far the aggregation looks back", "30"),
      smoothing_factor: modelled(
        "deprecated in ray 2.60.0, and in force where no factor of a direction is given",
        "1",
      ),
      upscale_smoothing_factor: modelled("deprecated name of upscaling_factor, in force in ray 2.60.0"),
      downscale_smoothing_factor: modelled("deprecated name of downscaling_factor, in force in ray 2.60.0"),
      upscaling_factor: modelled("how much of a gap an increase closes", "1"),
      downscaling_factor: modelled("how much of a gap a decrease closes", "1"),
      downscale_delay_s: modelled("how long fewer must be wanted", "600"),
      downscale_to_zero_delay_s: modelled("the same for the last replica", "downscale_delay_s"),
      upscale_delay_s: modelled("how long more must be wanted", "30"),
      aggregation_function: modelled("mean, max or min of the requests over the look back", "mean"),
      policy: unmodelled(
        "a policy of your own decides on replicas, where the forecast plays Ray Serve's default one",
        "a fixed num_replicas, or other bounds",
        (policy) => isDefaultPolicy(policy),
      ),
    },
  },
  {
    path: `${deployment}.autoscaling_config.policy`,
    called: "policy",
    reader: "ray-ignores",
    keys: {
      policy_function: idle("told at policy"),
      policy_kwargs: idle("told at policy"),
    },
  },
  {
    path: `${deployment}.ray_actor_options`,
    called: "ray_actor_options",
    reader: "ray-ignores",
    keys: {
      runtime_env: modelled("a change restarts the deployment in place", "{}"),
      num_cpus: modelled("CPUs of a replica", "1"),
      num_gpus: modelled("GPUs of a replica", "0"),
      memory: modelled("memory of a replica that Ray reserves, in bytes", "none"),
      resources: modelled("custom resources of a replica", "none"),
      accelerator_type: modelled("which nodes a replica may be on", "any"),
      label_selector: modelled("which nodes a replica may be on, by their labels", "any"),
      fallback_strategy: modelled(
        "which nodes a replica may be on where none has the labels asked for",
        "none",
      ),
    },
  },
  {
    path: `${deployment}.ray_actor_options.fallback_strategy[]`,
    called: "fallback_strategy",
    reader: "ray-ignores",
    keys: {
      label_selector: documented(
        "ray 2.60.0, actor options",
        modelled("labels of the nodes to fall back to", "any"),
      ),
    },
  },
  {
    path: `${deployment}.request_router_config`,
    called: "request_router_config",
    reader: "ray-ignores",
    keys: {
      request_router_class: modelled("Ray Serve's routers by their names", "power of two choices"),
      request_router_kwargs: modelled("the options that our routers of the same name have", "{}"),
      request_routing_stats_period_s: idle("how often a router of your own is told of replicas"),
      request_routing_stats_timeout_s: idle("how long it waits for that"),
      initial_backoff_s: modelled("the first pause of a router that finds no free replica", "0.025"),
      backoff_multiplier: modelled("by how much its pauses grow", "2"),
      max_backoff_s: modelled("its longest pause", "0.5"),
    },
  },
  {
    path: `${deployment}.gang_scheduling_config`,
    called: "gang_scheduling_config",
    reader: "ray-ignores",
    keys: {
      gang_size: modelled("replicas of a gang"),
      gang_placement_strategy: modelled("whether a gang is packed or spread", "PACK"),
      runtime_failure_policy: modelled("what becomes of a gang that loses a replica", "RESTART_GANG"),
    },
  },
  {
    path: `${deployment}.deployment_actors[]`,
    called: "the deployment's actor",
    reader: "ray-ignores",
    keys: {
      name: idle("told at deployment_actors"),
      actor_class: idle("told at deployment_actors"),
      init_args: idle("told at deployment_actors"),
      init_kwargs: idle("told at deployment_actors"),
      actor_options: idle("told at deployment_actors"),
    },
  },
  {
    path: "http_options",
    called: "http_options",
    reader: "ray-ignores",
    keys: {
      request_timeout_s: modelled("how long a request may take", "no limit"),
      keep_alive_timeout_s: idle("how long idle connections stay"),
      host: idle("where proxies listen; the Anyscale client refuses it"),
      port: idle("where proxies listen; the Anyscale client refuses it"),
      root_path: idle("a prefix that something in front strips; the Anyscale client refuses it"),
      ssl_keyfile: idle("encryption"),
      ssl_certfile: idle("encryption"),
      ssl_keyfile_password: idle("encryption"),
      ssl_ca_certs: idle("encryption"),
    },
  },
  {
    path: "grpc_options",
    called: "grpc_options",
    reader: "ray-ignores",
    keys: {
      port: idle("where proxies listen; the Anyscale client refuses it"),
      grpc_servicer_functions: idle(
        "which gRPC methods there are; requests are played alike by any protocol",
      ),
      request_timeout_s: unmodelled(
        "gRPC requests are given up after it, where the forecast knows only the time limit of HTTP requests",
        "requestTimeout of the deployment",
      ),
      enable_reflection: idle("what gRPC tools can list"),
    },
  },
  { path: "logging_config", called: "logging_config", reader: "ray-refuses", keys: logging },
  {
    path: "controller_options",
    called: "controller_options",
    reader: "ray-refuses",
    keys: { runtime_env: idle("environment of the controller") },
  },
  {
    path: "tracing_config",
    called: "tracing_config",
    reader: "ray-refuses",
    keys: {
      enabled: idle("whether traces are written"),
      exporter_import_path: idle("where traces go"),
      sampling_ratio: idle("how many requests are traced; from 0 to 1"),
    },
  },
];

function isDefaultPolicy(policy: unknown): boolean {
  if (typeof policy !== "object" || policy === null || Array.isArray(policy)) return false;
  const written: unknown = Object.hasOwn(policy, "policy_function")
    ? Reflect.get(policy, "policy_function")
    : defaultPolicy;
  return written === defaultPolicy;
}
