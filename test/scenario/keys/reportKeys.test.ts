import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderServiceKeys } from "../../../scripts/reference/renderServiceKeys.ts";
import { formatProblem } from "../../../src/scenario/problems/formatProblem.ts";
import { parseText, problemsOf } from "../parseText.ts";

const withService = (service: string) => `name: x\nhorizon: 1h\nservice: ${service}\n`;
const parsed = (service: string) => parseText(withService(service));
const warningsOf = (service: string) =>
  parsed(service).warnings.map((warning) => formatProblem(warning).replace(/^x\.yaml:3:\d+: service\./, ""));
/** But that code may have more than a config lists, which is said of every service. */
const notesOf = (service: string) =>
  parsed(service)
    .notes.map(formatProblem)
    .filter((note) => !note.includes("only the code sets"));

/** One application with one deployment, and what tests add to the deployment. */
const deploymentWith = (added: string) =>
  `{ applications: [{ name: a, import_path: "m:app", deployments: [{ name: D, ${added} }] }] }`;
const atDeployment = "applications[0].deployments[0]";

describe("a key that is unknown where it stands", () => {
  it.each([
    [
      "num_replica: 6",
      `${atDeployment}.num_replica: unknown key: Ray Serve ignores it in silence, so that num_replicas is 1, the default, or what the code says; did you mean "num_replicas"?`,
    ],
    [
      "autoscaling_config: { min_replica: 3, min_replicas: 2, max_replicas: 4 }",
      `${atDeployment}.autoscaling_config.min_replica: unknown key: Ray Serve ignores it in silence, and min_replicas is 2 as written; did you mean "min_replicas"?`,
    ],
    [
      "num_gpus: 1",
      `${atDeployment}.num_gpus: misplaced key: Ray Serve ignores it in silence, so that num_gpus is 0, the default, or what the code says; "num_gpus" belongs inside ray_actor_options`,
    ],
    [
      "num_gpus: 1, ray_actor_options: { num_gpus: 2 }",
      `${atDeployment}.num_gpus: misplaced key: Ray Serve ignores it in silence, and num_gpus is 2 as written; "num_gpus" belongs inside ray_actor_options`,
    ],
    [
      "max_ongoing_requests: 7, autoscaling_config: { max_ongoing_requests: 100 }",
      `${atDeployment}.autoscaling_config.max_ongoing_requests: misplaced key: Ray Serve ignores it in silence, and max_ongoing_requests is 7 as written; "max_ongoing_requests" belongs to the deployment`,
    ],
    [
      "autoscaling_config: { target_num_ongoing_requests: 9 }",
      `${atDeployment}.autoscaling_config.target_num_ongoing_requests: unknown key: Ray Serve ignores it in silence, so that target_ongoing_requests is 2, the default, or what the code says; did you mean "target_ongoing_requests"?`,
    ],
    [
      "flavour: strawberry",
      `${atDeployment}.flavour: unknown key without effect: Ray Serve ignores it in silence`,
    ],
    [
      "constructor: 1",
      `${atDeployment}.constructor: unknown key without effect: Ray Serve ignores it in silence`,
    ],
  ])("is told with what runs and what was probably meant: %s", (added, warning) => {
    expect(warningsOf(deploymentWith(added))).toEqual([warning]);
  });

  it("changes nothing, as in Ray Serve", () => {
    const { primary } = parsed(
      deploymentWith("num_replica: 6, num_gpus: 1, max_ongoing_request: 100"),
    ).scenario;
    expect(primary.deployments[0]).toMatchObject({
      scaling: { kind: "static", numReplicas: 1 },
      maxOngoingRequests: 5,
      resources: { cpus: 1, gpus: 0 },
    });
  });

  it("is refused where Ray Serve refuses it", () => {
    const service = deploymentWith("logging_config: { log_levle: DEBUG }");
    expect(problemsOf(withService(service))).toEqual([
      expect.stringContaining(
        'logging_config.log_levle: unknown key: Ray Serve refuses the config for it; did you mean "log_level"?',
      ),
    ]);
  });

  it("says in a compute config that the client refuses it", () => {
    const [warning] = warningsOf(
      '{ compute_config: { worker_nodes: [{ instance_type: m5.2xlarge, max_node: 4 }] }, applications: [{ name: a, import_path: "m:app", deployments: [{ name: D }] }] }',
    );
    expect(warning).toBe(
      'compute_config.worker_nodes[0].max_node: unknown key: the Anyscale client refuses it, so that max_nodes is 10, the default; did you mean "max_nodes"?',
    );
  });

  it("is told of in an update's config too, at its own place", () => {
    const text = `${withService(deploymentWith("num_replicas: 2"))}update:\n  at: 5m\n  config: { image_url: x }\n`;
    expect(parseText(text).warnings.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^x\.yaml:6:13: update\.config\.image_url: unknown key: .*did you mean "image_uri"\?$/,
      ),
    ]);
  });

  it("is not looked for among names of the user's own", () => {
    expect(
      warningsOf(
        '{ env_vars: { num_replica: a }, tags: { b: c }, applications: [{ name: a, import_path: "m:app", args: { min_replica: 1 }, runtime_env: { pips: [] }, deployments: [{ name: D, user_config: { num_replica: 1 } }] }] }',
      ),
    ).toEqual([]);
  });

  it("is told fifty times at most", () => {
    const many = Array.from({ length: 300 }, (_, index) => `unheard_of_key_${index}: 1`).join(", ");
    const warnings = warningsOf(deploymentWith(many));
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toMatch(/has 250 more keys that are unknown where they stand$/);
  });
});

describe("a key that is known", () => {
  it("is listed in one note, with all others that play no part", () => {
    const service =
      '{ query_auth_token_enabled: true, logging_config: { log_level: DEBUG }, grpc_options: null, applications: [{ name: a, import_path: "m:app", logging_config: {}, deployments: [{ name: D, logging_config: {} }, { name: E, logging_config: {} }] }] }';
    expect(notesOf(service).filter((note) => note.includes("play no part"))).toEqual([
      "x.yaml:3:1: service: these keys play no part in the forecast: applications[].deployments[].logging_config, applications[].logging_config, query_auth_token_enabled, logging_config",
    ]);
    expect(warningsOf(service)).toEqual([]);
  });

  it.each([
    [
      "autoscaling_config: { policy: { policy_function: 'm:mine' } }",
      /\.policy: is not played: a policy of your own/,
    ],
    [
      "backpressure_config: { status_code: 429 }",
      /backpressure_config: is not played: .*traffic\[\]\.client\.retries$/,
    ],
    ["max_constructor_retry_count: 3", /is not played: Ray Serve takes it from the code alone/],
    [
      "deployment_actors: [{ name: p, actor_class: 'm:P' }]",
      /deployment_actors: is not played: .*occupies resources/,
    ],
  ])("is warned of where it changes what runs and is not played: %s", (added, warning) => {
    expect(warningsOf(deploymentWith(added))).toEqual([expect.stringMatching(warning)]);
  });

  it.each([
    "autoscaling_config: { policy: { policy_function: 'ray.serve.autoscaling_policy:default_autoscaling_policy' } }",
    "autoscaling_config: { policy: {} }",
    "deployment_actors: []",
  ])("is passed over where its value changes nothing: %s", (added) => {
    expect(warningsOf(deploymentWith(added))).toEqual([]);
  });
});

describe("the page of keys", () => {
  it("is what `npm run reference` writes", () => {
    expect(readFileSync("docs/service-keys.md", "utf8")).toBe(renderServiceKeys());
  });
});
