import { describe, expect, it } from "vitest";
import { simulate } from "../../../src/simulation/simulate.ts";
import { parseText, problemsOf } from "../parseText.ts";

const text = (service: string, deployment = "num_replicas: 2", more = "") =>
  `name: x\nhorizon: 1h\nservice:\n  ${service}\n  applications: [{ name: a, import_path: "m:app", deployments: [{ name: D, ${deployment} }] }]\n${more}`;
const remarks = (list: "warnings" | "notes", ...parts: Parameters<typeof text>) =>
  parseText(text(...parts))[list].map(({ keyPath, message }) => `${keyPath}: ${message}`);
const warningsOf = (...parts: Parameters<typeof text>) => remarks("warnings", ...parts);

describe("values of a service config that do not go together", () => {
  it.each([
    ["image_uri: r/a:1\n  containerfile: ./Dockerfile", /containerfile: is exclusive with image_uri/],
    ["registry_login_secret: s", /registry_login_secret: can only be used with image_uri/],
    ["tracing_config: { sampling_ratio: 1.5 }", /sampling_ratio: found 1\.5; expected a number from 0 to 1/],
    [
      "ray_gcs_external_storage_config: { enabled: true, enable: false }",
      /enable: found false, but enabled is true, and both mean the same/,
    ],
  ])("are refused: %s", (service, problem) => {
    expect(problemsOf(text(service))).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    "image_uri: r/a:1\n  registry_login_secret: s",
    "containerfile: ./Dockerfile\n  image_uri: null",
    "tracing_config: { sampling_ratio: 0 }",
    "ray_gcs_external_storage_config: { enabled: true, enable: true }",
  ])("are taken where they do: %s", (service) => {
    expect(problemsOf(text(service))).toEqual([]);
  });

  it("are refused where an external scaler meets an autoscaler", () => {
    const written = text("name: s", "autoscaling_config: { max_replicas: 3 }");
    expect(problemsOf(written.replace("name: a,", "name: a, external_scaler_enabled: true,"))).toEqual([
      expect.stringMatching(/autoscaling_config: Ray Serve refuses autoscaling where/),
    ]);
  });
});

describe("external storage of the GCS", () => {
  it.each([
    ["{ enabled: true }", true],
    ["{ enable: true }", true],
    ["{ address: 'redis:6379' }", true],
    ["{ enabled: false, address: 'redis:6379' }", false],
    ["{ enable: false }", false],
    ["null", false],
  ])("is read by both spellings: %s", (section, expected) => {
    const { cluster } = parseText(text(`ray_gcs_external_storage_config: ${section}`)).scenario.primary;
    expect(cluster.gcsExternalStorage).toBe(expected);
  });
});

describe("proxies that are disabled", () => {
  it("are told of", () => {
    expect(warningsOf("proxy_location: Disabled")).toEqual([
      expect.stringMatching(/proxy_location: no proxy runs, so that no request comes in by HTTP/),
    ]);
    expect(warningsOf("proxy_location: HeadOnly")).toEqual([]);
  });
});

describe("a target above the slots of a replica", () => {
  it("is named as the cause of what follows", () => {
    const autoscaling = "autoscaling_config: { max_replicas: 20, target_ongoing_requests: 16 }";
    expect(warningsOf("name: s", `max_ongoing_requests: 4, ${autoscaling}`)).toEqual([
      "service.applications[0].deployments[0].autoscaling_config.target_ongoing_requests: target_ongoing_requests (16) is above max_ongoing_requests (4): full replicas alone never make it scale up, only requests that wait in front of them do",
    ]);
    expect(warningsOf("name: s", `max_ongoing_requests: 16, ${autoscaling}`)).toEqual([]);
  });
});

describe("requests longer than the grace of a replica that stops", () => {
  const warnings = (serviceTime: string, deployment = "num_replicas: 2") =>
    warningsOf("name: s", deployment, `deployments: { D: { serviceTime: ${serviceTime} } }\n`);

  it("are told of", () => {
    expect(warnings("180s")).toEqual([
      expect.stringMatching(
        /name: graceful_shutdown_timeout_s is 20 s, the default, and requests take longer/,
      ),
    ]);
    expect(warnings("{ median: 5s, p99: 60s }")).toEqual([
      expect.stringMatching(/and some requests take longer/),
    ]);
    expect(warnings("180s", "graceful_shutdown_timeout_s: 60")).toEqual([
      expect.stringMatching(
        /\.graceful_shutdown_timeout_s: graceful_shutdown_timeout_s is 60 s, and requests/,
      ),
    ]);
    expect(warnings("{ base: 30s, perOutputToken: 10ms }")).toEqual([
      expect.stringMatching(/and requests take longer/),
    ]);
    expect(warnings("20s")).toEqual([]);
    expect(warnings("180s", "graceful_shutdown_timeout_s: 200")).toEqual([]);
  });
});

describe("a rollout with less than a full surge", () => {
  const compute =
    "compute_config: { worker_nodes: [{ instance_type: m5.2xlarge, min_nodes: 2, max_nodes: 9 }, { instance_type: m5.4xlarge, max_nodes: 9 }] }";
  const update = (settings: string) =>
    `update: { at: 5m, ${settings}, service: { ${compute}, applications: [{ name: a, import_path: "m:app", deployments: [{ name: D, num_replicas: 2 }] }] } }\n`;
  const warnings = (settings: string) => warningsOf(compute, "num_replicas: 2", update(settings));

  it("does not follow a traffic pattern, and says so", () => {
    expect(warnings("max_surge_percent: 20, trafficPattern: [5, 10, 100], trafficInterval: 30s")).toEqual([
      expect.stringMatching(
        /^update\.trafficPattern: counts only with a full surge: with max_surge_percent 20/,
      ),
      expect.stringMatching(/^update\.trafficInterval: counts only with a full surge/),
      expect.stringMatching(/worker_nodes\[0\]\.min_nodes: both clusters keep 2 nodes .*min_nodes: 0/),
    ]);
    expect(warnings("max_surge_percent: 100, trafficPattern: [5, 10, 100], trafficInterval: 30s")).toEqual(
      [],
    );
  });
});

describe("nodes that each cluster keeps through a rollout", () => {
  it("are told of in the first of several compute configs too", () => {
    const compute =
      "compute_config: { configs: [{ worker_nodes: [{ instance_type: m5.2xlarge, min_nodes: 2, max_nodes: 9 }] }, { worker_nodes: [{ instance_type: m5.4xlarge, min_nodes: 5, max_nodes: 9 }] }] }";
    const update = 'update: { at: 5m, max_surge_percent: 20, config: { image_uri: "r/a:2" } }\n';
    expect(warningsOf(compute, "num_replicas: 2", update)).toEqual([
      expect.stringMatching(
        /^service\.compute_config\.configs\[0\]\.worker_nodes\[0\]\.min_nodes: both clusters keep 2 nodes/,
      ),
    ]);
  });
});

describe("variables of the environment that Ray Serve reads", () => {
  it("are told of with what says the same, wherever they stand", () => {
    const variables = (name: string) => `env_vars: { ${name}: "1", MY_OWN: x }`;
    const notes = remarks(
      "notes",
      variables("RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY"),
      `num_replicas: 2, ray_actor_options: { runtime_env: { ${variables("RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S")} } }`,
    ).filter((note) => note.includes("env_vars"));
    expect(notes).toEqual([
      "service.env_vars.RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY: is not read, though Ray Serve reads it; cluster.placement says it here",
      "service.applications[0].deployments[0].ray_actor_options.runtime_env.env_vars.RAY_SERVE_QUEUE_LENGTH_CACHE_TIMEOUT_S: is not read, though Ray Serve reads it; what it changes is played as by default",
    ]);
    const ofApplication = text("name: s").replace(
      "name: a,",
      `name: a, runtime_env: { ${variables("RAY_SERVE_PROXY_PREFER_LOCAL_AZ_ROUTING")} },`,
    );
    expect(parseText(ofApplication).notes.map(({ keyPath }) => keyPath)).toContain(
      "service.applications[0].runtime_env.env_vars.RAY_SERVE_PROXY_PREFER_LOCAL_AZ_ROUTING",
    );
  });

  it("are none of others, nor of names that every object has", () => {
    const notes = remarks("notes", "env_vars: { toString: x, constructor: y, RAY_SERVE_LOG_ENCODING: JSON }");
    expect(notes.filter((note) => note.includes("env_vars"))).toEqual([]);
  });
});

describe("max_uptime_timeout_sec", () => {
  const started = "config: { max_uptime_timeout_sec: 600 }";

  it("terminates the service when its time is up, and says from when it counts", () => {
    const { scenario } = parseText(text(started));
    expect(scenario.commands).toEqual([{ atSeconds: 600, command: { kind: "terminate" } }]);
    expect(remarks("notes", started)).toContainEqual(
      "service.config.max_uptime_timeout_sec: the service is terminated at 600 s; it is taken to have started at 0 s",
    );
    const [version] = simulate(scenario).versions;
    expect(version?.changes.find(({ state }) => state === "TERMINATING")?.atSeconds).toBe(600);
  });

  it.each([
    "config: { max_uptime_timeout_sec: 0 }",
    "config: { max_uptime_timeout_sec: 3600 }",
    "config: null",
  ])("never does where it is off or not reached: %s", (service) => {
    expect(parseText(text(service)).scenario.commands).toEqual([]);
  });

  it("stands among the other commands in the order of time, as the config in force says", () => {
    const more =
      "commands:\n  - { at: 1m, deploy: { config: { config: { max_uptime_timeout_sec: 900 } } } }\n  - { at: 20m, terminate: true }\n";
    const { commands } = parseText(text(started, "num_replicas: 2", more)).scenario;
    expect(commands.map(({ atSeconds, command }) => [atSeconds, command.kind])).toEqual([
      [60, "deploy"],
      [900, "terminate"],
      [1200, "terminate"],
    ]);
  });
});
