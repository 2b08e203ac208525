import type { PlacePattern } from "./BrokenPlaces.ts";
import type { KeyPath } from "./KeyPath.ts";

/** The commands that bring a version: a deploy, and strategies' own. */
export const versionCommands = ["deploy", "create_backend"] as const;

const inVersionCommands = (key: string): readonly PlacePattern[] =>
  versionCommands.map((command) => ["commands", "*", command, key]);

/** Where service configs stand; each replaces those before it, or is laid over them. */
const configs: readonly PlacePattern[] = [
  ["service"],
  ["update", "service"],
  ["update", "config"],
  ...inVersionCommands("service"),
  ...inVersionCommands("config"),
];
/** Where deployments get their behaviour. */
const behaviours: readonly PlacePattern[] = [
  ["deployments"],
  ["update", "deployments"],
  ...inVersionCommands("deployments"),
];

const inConfigs = (...keys: PlacePattern) => configs.map((config) => [...config, ...keys]);
const inDeployments = (...keys: PlacePattern) => inConfigs("applications", "*", "deployments", "*", ...keys);

const inBehaviours = (...keys: PlacePattern) => behaviours.map((section) => [...section, "*", ...keys]);
/** Deployments are named in configs, and declared where they behave. */
const names = [
  ...inConfigs("applications", "*", "name"),
  ...inDeployments("name"),
  ...inBehaviours("application"),
  ...inBehaviours("config"),
];
const scaling = [
  ...names,
  ...inConfigs("target_capacity"),
  ...inDeployments("num_replicas"),
  ...inDeployments("autoscaling_config"),
];
const calls = [...names, ...behaviours.map((section) => [...section, "*", "calls"])];
/** What is said of an application, or of the service, whatever its deployments are. */
const byItself = (keys: readonly string[], inner: PlacePattern) => {
  const places = keys.flatMap((key) => inConfigs(...inner, key));
  return keys.flatMap((key) =>
    inConfigs(...inner, key).map((at) => ({ at, restsOn: [...places, ...names] })),
  );
};
const bundles = [
  "placement_group_bundles",
  "placement_group_strategy",
  "gang_scheduling_config",
  "max_replicas_per_node",
].flatMap((key) => inDeployments(key));
const machines = [...inConfigs("compute_config"), ["cluster"]];
const orders: readonly PlacePattern[] = [["update", "at"], ["update", "in_place"], ["commands"]];

/** Stands for the key or index that the place itself has there. */
const own = "=";

interface Rule {
  readonly at: PlacePattern;
  readonly restsOn: readonly PlacePattern[];
  /** What is said of that very place, not of places inside it. */
  readonly only?: true;
}

/** The first that fits counts. */
const rules: readonly Rule[] = [
  ...inConfigs("applications", "*", "name").map((at) => ({ at, restsOn: [at] })),
  ...inDeployments("name").map((at) => ({ at, restsOn: [at] })),
  ...inConfigs("applications", "*", "deployments").map((at) => ({ at, restsOn: names, only: true as const })),
  ...inConfigs("applications").map((at) => ({ at, restsOn: [], only: true as const })),
  ...inDeployments("num_replicas").map((at) => ({ at, restsOn: scaling })),
  ...inDeployments("autoscaling_config").map((at) => ({ at, restsOn: scaling })),
  // Parts of an application are merged by its name.
  ...["import_path", "route_prefix", "host", "port"].flatMap((key) => byItself([key], ["applications", "*"])),
  ...byItself(["tracing_config"], []),
  ...byItself(["ray_gcs_external_storage_config"], []),
  ...byItself(["image_uri", "containerfile", "registry_login_secret"], []),
  ...["max_replicas_per_node", "placement_group_strategy"].flatMap((key) =>
    inDeployments(key).map((at) => ({ at, restsOn: [...bundles, ...names] })),
  ),
  ...configs.map((at) => ({ at, restsOn: [...configs, ...machines, ...orders] })),
  { at: ["deployments", "*", "startReplicas"], restsOn: scaling },
  ...behaviours.flatMap((section) => [
    { at: [...section, "*", "calls"], restsOn: calls },
    { at: [...section, "*", "application"], restsOn: names },
    { at: [...section, "*", "config"], restsOn: [...configs, ...behaviours] },
    { at: [...section, "*"], restsOn: names, only: true as const },
  ]),
  { at: ["cluster", "pools", "*", "changes"], restsOn: [] },
  { at: ["cluster"], restsOn: machines },
  {
    at: ["traffic", "*", "name"],
    restsOn: [["traffic", "*", "name"], ["traffic", "*", "deployment"], ["traffic", "*", "route"], ...calls],
  },
  { at: ["traffic", "*", "deployment"], restsOn: [...names, ["traffic", own, "route"]] },
  { at: ["traffic", "*", "route"], restsOn: [...calls, ...inConfigs("applications", "*", "route_prefix")] },
  { at: ["traffic", "*", "trace"], restsOn: [] },
  { at: ["traffic", "*", "replay"], restsOn: [["traffic", own], ["horizon"]] },
  { at: ["traffic", "*"], restsOn: [["horizon"], ["limits"]], only: true },
  { at: ["commands", "*"], restsOn: orders, only: true },
  { at: ["faults", "*", "name"], restsOn: [["faults"]] },
  { at: ["faults", "*", "deployment"], restsOn: names },
  { at: ["faults", "*", "pool"], restsOn: [["cluster", "pools"]] },
  { at: ["faults", "*", "workerGroup"], restsOn: machines },
  { at: ["faults", "*", "zone"], restsOn: machines },
  { at: ["faults", "*", "atRandom"], restsOn: [["horizon"]] },
];

/**
 * The places on which what is said of a place rests, besides that place itself: while one of them cannot be read, it may
 * be a consequence of that. Everything, where nothing better is known.
 */
export function restsOn(path: KeyPath): readonly PlacePattern[] {
  const rule = rules.find(
    ({ at, only }) =>
      at.length <= path.length &&
      (only !== true || at.length === path.length) &&
      at.every((part, index) => part === "*" || part === path[index]),
  );
  if (rule === undefined) return [[]];
  return rule.restsOn.map((pattern) =>
    pattern.map((part, index) => (part === own ? (path[index] ?? part) : part)),
  );
}
