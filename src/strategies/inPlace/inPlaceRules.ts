/**
 * What an in-place update does when a field of the config changes:
 * - `refused`: it cannot change the field at all;
 * - `lightweight`: running replicas go on with the new value;
 * - `restarts-deployment`, `restarts-application`, `restarts-service`: replicas of so much stop, and new ones start;
 * - `starts-or-stops`: an application or a deployment comes or goes, and nothing else restarts for it.
 */
export type InPlaceRule =
  | { readonly kind: "lightweight" }
  | { readonly kind: "restarts-deployment" | "restarts-application" | "restarts-service" }
  | { readonly kind: "starts-or-stops" }
  | { readonly kind: "refused"; readonly reason: string };

type InPlaceRules = ReadonlyMap<string, InPlaceRule>;

const lightweight: InPlaceRule = { kind: "lightweight" };
const restartsDeployment: InPlaceRule = { kind: "restarts-deployment" };
const restartsApplication: InPlaceRule = { kind: "restarts-application" };
const restartsService: InPlaceRule = { kind: "restarts-service" };

/** anyscale-update-a-service.txt: "You can't update the cloud, image, or compute config of a service using an in-place update." */
function fixed(what: string): InPlaceRule {
  return { kind: "refused", reason: `An in-place update keeps its cluster, so it cannot change ${what}.` };
}

/** anyscale-service-api.txt, RolloutStrategy: IN_PLACE "may only change the ray_serve_config field". */
function outsideServe(what: string): InPlaceRule {
  return {
    kind: "refused",
    reason: `An in-place update changes only the Ray Serve config, and ${what} is not a part of it.`,
  };
}

/** Ray Serve keeps the proxies that it started with: other HTTP or gRPC options need a restart of Serve. */
function proxyOptions(what: string): InPlaceRule {
  return { kind: "refused", reason: `Ray Serve cannot change ${what} without being restarted.` };
}

/** A whole application or deployment that only one of the configs names. */
export const startsOrStops: InPlaceRule = { kind: "starts-or-stops" };

/** Fields of a service config, but for `applications`. */
export const serviceRules: InPlaceRules = new Map<string, InPlaceRule>([
  ["name", { kind: "refused", reason: "The name says which service is updated; it cannot be changed." }],
  ["cloud", fixed("the cloud")],
  ["project", outsideServe("the project")],
  ["image_uri", fixed("the image")],
  ["containerfile", fixed("the image")],
  ["registry_login_secret", fixed("the image and how it is pulled")],
  ["ray_version", fixed("the Ray version of the image")],
  ["compute_config", fixed("the compute config")],
  ["ray_gcs_external_storage_config", outsideServe("the GCS external storage")],
  ["tracing_config", outsideServe("tracing")],
  ["query_auth_token_enabled", outsideServe("the authentication token")],
  ["http_options", proxyOptions("the HTTP options")],
  ["grpc_options", proxyOptions("the gRPC options")],
  ["logging_config", lightweight],
  // ray 2.60.0, DeploymentState.deploy: another capacity is another number of replicas.
  ["target_capacity", lightweight],
  // Anyscale puts these into the runtime environment of every application.
  ["working_dir", restartsService],
  ["excludes", restartsService],
  ["requirements", restartsService],
  ["env_vars", restartsService],
  ["py_modules", restartsService],
]);

/** The fields that say which cluster runs the service, and with which image. */
export const clusterFields: ReadonlySet<string> = new Set([
  "cloud",
  "image_uri",
  "containerfile",
  "registry_login_secret",
  "ray_version",
  "compute_config",
]);

/** A field of a service config that is not listed. */
export function unknownServiceRule(field: string): InPlaceRule {
  return outsideServe(field);
}

/** Fields of a Ray Serve application, but for `name` and `deployments`. */
export const applicationRules: InPlaceRules = new Map<string, InPlaceRule>([
  // Ray docs, "Updating Applications In-Place": a code update, all deployments of the application restart.
  ["import_path", restartsApplication],
  ["runtime_env", restartsApplication],
  // Ray Serve 2.5x, get_app_code_version: part of the application's code version, as the two above.
  ["args", restartsApplication],
  ["autoscaling_policy", restartsApplication],
  // Ray Serve 2.5x, DeploymentVersion: running replicas are reconfigured.
  ["route_prefix", lightweight],
  // anyscale-update-a-service.txt names logging configuration among the lightweight options.
  ["logging_config", lightweight],
  ["external_scaler_enabled", lightweight],
]);

/** Fields of a deployment, but for `name`. */
export const deploymentRules: InPlaceRules = new Map<string, InPlaceRule>([
  // Ray docs, "Updating Applications In-Place", lightweight config updates.
  ["num_replicas", lightweight],
  ["autoscaling_config", lightweight],
  ["user_config", lightweight],
  ["max_ongoing_requests", lightweight],
  ["graceful_shutdown_timeout_s", lightweight],
  ["graceful_shutdown_wait_loop_s", lightweight],
  ["health_check_period_s", lightweight],
  ["health_check_timeout_s", lightweight],
  // Ray Serve 2.5x, DeploymentConfig: update types that do not restart replicas.
  ["max_queued_requests", lightweight],
  ["logging_config", lightweight],
  ["max_constructor_retry_count", lightweight],
  ["backpressure_config", lightweight],
  ["rolling_update_percentage", lightweight],
  ["max_surge_percent", lightweight],
  // Ray docs, "Updating Applications In-Place", code updates.
  ["ray_actor_options", restartsDeployment],
  ["placement_group_bundles", restartsDeployment],
  ["placement_group_strategy", restartsDeployment],
  // Ray Serve 2.5x, DeploymentVersion.requires_actor_restart.
  ["max_replicas_per_node", restartsDeployment],
  ["gang_scheduling_config", restartsDeployment],
  // Ray Serve 2.5x, get_app_code_version: part of the application's code version.
  ["request_router_config", restartsApplication],
  ["deployment_actors", restartsApplication],
  ["autoscaling_config.policy", restartsApplication],
]);

/** An option of an application or a deployment that is not listed: taken to affect replica code, the costlier guess. */
export const unknownApplicationRule: InPlaceRule = restartsApplication;
export const unknownDeploymentRule: InPlaceRule = restartsDeployment;
