import type { KeyEntry, KeySection } from "./KeyEntry.ts";
import { documented, idle, modelled, unmodelled } from "./keyEntries.ts";

const node: Readonly<Record<string, KeyEntry>> = {
  instance_type: modelled("the machine"),
  resources: modelled("what Ray sees of the node", "what the machine has"),
  required_resources: modelled("which machine it takes"),
  labels: modelled("labels of the node"),
  required_labels: modelled("which machine it takes"),
  advanced_instance_config: idle("passed to the cloud provider"),
  flags: idle("advanced options of the node"),
  cloud_deployment: idle("where the node runs"),
};

const requiredResources: Readonly<Record<string, KeyEntry>> = {
  CPU: modelled("CPUs that the machine needs"),
  memory: modelled("memory that the machine needs"),
  GPU: modelled("GPUs that the machine needs"),
  accelerator: modelled("the accelerator that the machine needs"),
  TPU: modelled("TPUs that the machine needs"),
  tpu_hosts: unmodelled(
    "the machines of one TPU slice start and are lost together, where the forecast takes each by itself",
    null,
    (value) => value === 0 || value === 1,
  ),
  cpu_architecture: idle("the kind of processor"),
};

const cloudDeployment: Readonly<Record<string, KeyEntry>> = {
  provider: idle("where the node runs"),
  region: idle("where the node runs"),
  machine_pool: idle("where the node runs; a pool of the scenario says how many there are"),
  id: idle("where the node runs"),
};

const workerGroup: Readonly<Record<string, KeyEntry>> = {
  ...node,
  name: modelled("the worker group's name", "the instance type"),
  min_nodes: modelled("the least nodes", "0"),
  max_nodes: modelled("the most nodes", "10"),
  market_type: modelled("spot or on demand", "ON_DEMAND"),
  hosts: documented("ray-operator, numOfHosts", modelled("nodes that start and are lost together", "1")),
};

const compute: Readonly<Record<string, KeyEntry>> = {
  cloud: idle("where the cluster runs"),
  cloud_resource: idle("where the cluster runs"),
  head_node: modelled("the head node", "an m5.2xlarge or its like"),
  worker_nodes: modelled("the worker groups", "assumed ones"),
  min_resources: modelled("the least nodes of the only worker group", "none"),
  max_resources: modelled("the most of each resource that the cluster may have", "no limit"),
  zones: modelled("the zones", "none"),
  enable_cross_zone_scaling: modelled("whether nodes spread over the zones", "false"),
  advanced_instance_config: idle("passed to the cloud provider"),
  flags: idle("advanced options of the cluster"),
  auto_select_worker_config: modelled("worker groups are chosen by what replicas need", "false"),
};

/** The sections of one compute config that stands at `path`. */
function computeSections(path: string, keys: KeySection["keys"]): readonly KeySection[] {
  return [
    { path, called: "compute_config", reader: "client-refuses", keys },
    ...(["head_node", "worker_nodes[]"] as const).flatMap((name): readonly KeySection[] => [
      {
        path: `${path}.${name}`,
        called: name === "head_node" ? "head_node" : "the worker group",
        reader: "client-refuses",
        keys: name === "head_node" ? node : workerGroup,
      },
      {
        path: `${path}.${name}.required_resources`,
        called: "required_resources",
        reader: "client-refuses",
        keys: requiredResources,
      },
      {
        path: `${path}.${name}.cloud_deployment`,
        called: "cloud_deployment",
        reader: "client-refuses",
        keys: cloudDeployment,
      },
    ]),
  ];
}

/** What the API's model calls otherwise, or has beside the `ServiceConfig` of files. */
const sent: Readonly<Record<string, KeyEntry>> = {
  description: idle("text for people"),
  project_id: idle("where the service belongs"),
  version: idle("the version's name"),
  version_name: idle("the version's name"),
  connection_ids: idle("credentials"),
  build_id: unmodelled("the image by an id", "image_uri"),
  compute_config_id: unmodelled(
    "the compute config by an id, which is not looked up, so that machines are assumed",
    "compute_config, or cluster.workerGroups",
  ),
  ray_serve_config: unmodelled(
    "a Ray Serve config in the form of legacy services, which is not read there",
    "its applications directly under the service",
  ),
  rollout_strategy: unmodelled("how an update goes", "update.in_place", (value) => value === "ROLLOUT"),
  canary_percent: unmodelled("how far an update shifts traffic", "update.canary_percent"),
  traffic_percent: unmodelled("how far an update shifts traffic", "update.canary_percent"),
  max_surge_percent: unmodelled("how much an update adds", "update.max_surge_percent"),
  auto_complete_rollout: unmodelled(
    "whether an update ends at 100 %",
    "update.auto_complete_rollout",
    (value) => value === true,
  ),
  config: modelled("of it max_uptime_timeout_sec"),
};

/** The keys of Anyscale's `ServiceConfig`, client 0.26.112, of a Ray Serve config and of what the client sends. */
export const anyscaleSections: readonly KeySection[] = [
  {
    path: "",
    called: "the service config",
    reader: "both",
    keys: {
      name: modelled("the service; an update in place cannot change it"),
      image_uri: modelled("the image: a change needs a rollout"),
      containerfile: modelled("the image: a change needs a rollout"),
      compute_config: modelled("the machines", "assumed ones"),
      working_dir: modelled("the code: a change restarts the service in place"),
      excludes: modelled("part of working_dir: a change restarts the service in place"),
      requirements: modelled("a change restarts the service in place; what is installed is not read"),
      env_vars: modelled("a change restarts the service in place"),
      py_modules: modelled("the code: a change restarts the service in place"),
      py_executable: idle("how Python is started"),
      cloud: modelled("a rollout cannot change it"),
      project: modelled("a rollout cannot change it"),
      registry_login_secret: modelled("how image_uri is pulled; needs one"),
      ray_version: modelled("which former names of keys count", "2.60.0"),
      connections: idle("credentials"),
      priority: unmodelled(
        "which workload gets machines first where they run short",
        "changes of cluster.pools",
      ),
      applications: modelled("what runs"),
      query_auth_token_enabled: idle("who may ask"),
      http_options: modelled("of it request_timeout_s"),
      grpc_options: idle("gRPC; what changes a forecast is told by itself"),
      logging_config: idle("what is logged"),
      proxy_location: modelled("where proxies run, with cluster.proxies", "EveryNode"),
      controller_options: idle("environment of the controller"),
      target_capacity: modelled("the percentage of every deployment's replicas that runs", "all of them"),
      ray_gcs_external_storage_config: modelled("whether the service outlives its head node", "it does not"),
      tracing_config: idle("tracing"),
      tags: idle("labels for people"),
      cluster_env: documented(
        "service files of legacy services",
        unmodelled("the image of a legacy service", "image_uri"),
      ),
      ...sent,
    },
  },
  {
    path: "config",
    called: "config",
    reader: "api",
    keys: {
      max_uptime_timeout_sec: modelled("the service is terminated so long after its start", "never"),
      access: idle("who may ask"),
      protocols: idle("which protocols there are"),
      env_vars: idle("environment of the service"),
      traffic_policy: unmodelled("fixed weights of versions", "update.canary_percent"),
    },
  },
  {
    path: "config.access",
    called: "access",
    reader: "api",
    keys: { use_bearer_token: idle("who may ask") },
  },
  {
    path: "config.protocols",
    called: "protocols",
    reader: "api",
    keys: { grpc: idle("which protocols there are"), http: idle("which protocols there are") },
  },
  {
    path: "config.protocols.grpc",
    called: "grpc",
    reader: "api",
    keys: {
      enabled: idle("which protocols there are"),
      port: idle("where proxies listen"),
      service_names: idle("which gRPC services there are"),
    },
  },
  {
    path: "config.protocols.http",
    called: "http",
    reader: "api",
    keys: { enabled: idle("which protocols there are"), port: idle("where proxies listen") },
  },
  {
    path: "config.traffic_policy",
    called: "traffic_policy",
    reader: "api",
    keys: { static: idle("told at traffic_policy"), type: idle("told at traffic_policy") },
  },
  {
    path: "config.traffic_policy.static",
    called: "static",
    reader: "api",
    keys: { weights: idle("told at traffic_policy") },
  },
  {
    path: "connections[]",
    called: "the connection",
    reader: "client-refuses",
    keys: { name: idle("credentials"), type: idle("credentials") },
  },
  {
    path: "ray_gcs_external_storage_config",
    called: "ray_gcs_external_storage_config",
    reader: "client-refuses",
    keys: {
      enabled: modelled("whether the service outlives its head node", "true"),
      enable: modelled("the same, as the client sends it"),
      address: idle("where the storage is"),
      certificate_path: idle("encryption"),
      redis_certificate_path: idle("encryption, as the client sends it"),
    },
  },
  ...computeSections("compute_config", {
    ...compute,
    configs: modelled("of several cloud resources the first", "the config itself"),
  }),
  ...computeSections("compute_config.configs[]", compute),
];
