import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

const serviceOf = (...applications: readonly string[]) =>
  `name: x\nhorizon: 1h\nservice:\n  applications:\n${applications.map((each) => `    - ${each}\n`).join("")}`;
const deploymentWith = (options: string) =>
  serviceOf(`{ import_path: m.app, deployments: [{ name: A, ${options} }] }`);

describe("a config that Ray Serve refuses", () => {
  it.each([
    [
      "two applications with one route",
      serviceOf(
        "{ name: a, import_path: m.a, route_prefix: /x }",
        "{ name: b, import_path: m.b, route_prefix: /x }",
      ),
      'x.yaml:6:50: service.applications[1].route_prefix: applications "a" and "b" have one route_prefix, "/x"; expected different ones',
    ],
    [
      "two applications without a route",
      serviceOf("{ name: a, import_path: m.a }", "{ name: b, import_path: m.b }"),
      'x.yaml:6:7: service.applications[1].route_prefix: applications "a" and "b" have one route_prefix, "/" (the default); expected different ones',
    ],
    [
      "a route that ends with a slash",
      serviceOf("{ import_path: m.a, route_prefix: /x/ }"),
      'x.yaml:5:41: service.applications[0].route_prefix: found "/x/"; expected a path that does not end with "/"',
    ],
    [
      "a route with a wildcard",
      serviceOf('{ import_path: m.a, route_prefix: "/{x}" }'),
      'x.yaml:5:41: service.applications[0].route_prefix: found "/{x}"; expected a path without { and }',
    ],
    [
      "no import path",
      serviceOf("{ name: a, deployments: [{ name: A }] }"),
      'x.yaml:5:7: service.applications[0].import_path: is missing in application "a"; expected the place of its code, such as module:app',
    ],
    [
      "an import path without a module",
      serviceOf("{ import_path: app }"),
      'x.yaml:5:22: service.applications[0].import_path: found "app"; expected the place of its code: module:app or module.app, with something on both sides of one colon or of the last dot',
    ],
    [
      "a port of an application",
      serviceOf("{ import_path: m.a, port: 8000 }"),
      "x.yaml:5:27: service.applications[0].port: Ray Serve refuses port of an application; it belongs to the http_options of the service",
    ],
    [
      "a null where it takes none",
      deploymentWith("max_ongoing_requests: null"),
      "x.yaml:5:54: service.applications[0].deployments[0].max_ongoing_requests: found null, which Ray Serve refuses here; leave it out",
    ],
    [
      "a function of aggregation that it does not know",
      deploymentWith("autoscaling_config: { aggregation_function: median }"),
      'x.yaml:5:98: service.applications[0].deployments[0].autoscaling_config.aggregation_function: found "median"; expected mean, max or min',
    ],
  ])("is refused: %s", (_title, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it("is refused in an update as well, where its own change makes it so", () => {
    const update = (config: string) => `${smallScenario}update: { at: 5m, config: ${config} }\n`;
    expect(
      problemsOf(
        update(
          "{ applications: [{ name: app }, { name: b, import_path: m.b, deployments: [{ name: C }] }] }",
        ),
      ),
    ).toEqual([
      expect.stringMatching(
        /^x\.yaml:7:\d+: update\.config\.applications\[1\]\.route_prefix: applications "app" and "b"/,
      ),
    ]);
    expect(problemsOf(update("{ applications: [{ name: app, import_path: app }] }"))).toEqual([
      expect.stringMatching(/^x\.yaml:7:\d+: update\.config\.applications\[0\]\.import_path: found "app"/),
    ]);
  });

  it("takes a null that a change lays over an option", () => {
    const text = `${smallScenario}update: { at: 5m, config: { applications: [{ deployments: [{ name: A, max_ongoing_requests: null, num_replicas: 5 }] }] } }\n`;
    expect(problemsOf(text)).toEqual([]);
  });

  it("is refused in what the scenario says of code", () => {
    const added =
      "deployments: { A: { config: { backpressure_config: { status_code: 500 }, user_config: [] } } }\n";
    expect(problemsOf(smallScenario + added)).toEqual([
      "x.yaml:7:67: deployments.A.config.backpressure_config.status_code: found 500; expected 503 or 429",
      "x.yaml:7:74: deployments.A.config.user_config: found an empty list; expected a map",
    ]);
  });
});

describe("where a service runs", () => {
  const updated = (before: string, update: string) =>
    `name: x\nhorizon: 1h\nservice:\n  ${before}\n  applications: [{ import_path: m.app, deployments: [{ name: A }] }]\nupdate: { at: 5m, ${update} }\n`;

  it.each([
    [
      "cloud",
      'x.yaml:6:36: update.config.cloud: found "b", but the service runs in the cloud "a", which cannot be changed; expected that one',
    ],
    [
      "project",
      'x.yaml:6:38: update.config.project: found "b", but the service runs in the project "a", which cannot be changed; expected that one',
    ],
  ])("cannot be changed by a rollout: %s", (key, problem) => {
    expect(problemsOf(updated(`${key}: a`, `config: { ${key}: b }`))).toEqual([problem]);
    expect(problemsOf(updated(`${key}: a`, `config: { ${key}: a, image_uri: b }`))).toEqual([]);
  });

  it("is warned of where only one of two versions names it", () => {
    const { warnings } = parseText(updated("image_uri: a", "config: { cloud: b }"));
    expect(warnings.map(formatProblem)).toEqual([
      expect.stringMatching(/update\.config\.cloud: the cloud "b" is named by only one of two versions/),
    ]);
  });
});

describe("an update in place that changes the cluster", () => {
  const updated = (inPlace: string) =>
    `name: x\nhorizon: 1h\nservice:\n  image_uri: a\n  compute_config: one:1\n  applications: [{ import_path: m.app, deployments: [{ name: A, num_replicas: 2 }] }]\nupdate:\n  at: 5m\n  in_place: ${inPlace}\n  config: { image_uri: b, compute_config: two:1, cloud: c, applications: [{ deployments: [{ name: A, num_replicas: 3 }] }] }\ncommands:\n  - { at: 10m, deploy: { in_place: true, config: { applications: [{ deployments: [{ name: A, num_replicas: 4 }] }] } } }\n`;

  it.each(["true", "{}", "{ ignoreClusterChanges: false }"])("is refused by default: %s", (inPlace) => {
    expect(problemsOf(updated(inPlace))).toEqual([
      expect.stringMatching(/^x\.yaml:10:\d+: update\.config\.image_uri: cannot be changed in place/),
      expect.stringMatching(/update\.config\.compute_config: cannot be changed in place/),
      expect.stringMatching(/update\.config\.cloud: cannot be changed in place/),
    ]);
  });

  it("ignores that with a warning where it is told to, and does the rest; what comes next builds on what runs", () => {
    const { scenario, warnings } = parseText(updated("{ ignoreClusterChanges: true }"));
    const ignored = warnings.map(formatProblem).filter((warning) => warning.includes("ignored"));
    expect(ignored).toEqual([
      "x.yaml:10:13: update.config.image_uri: is ignored: an in-place update keeps the cluster and its image (in_place.ignoreClusterChanges)",
      "x.yaml:10:27: update.config.compute_config: is ignored: an in-place update keeps the cluster and its image (in_place.ignoreClusterChanges)",
      "x.yaml:10:50: update.config.cloud: is ignored: an in-place update keeps the cluster and its image (in_place.ignoreClusterChanges)",
    ]);
    expect(scenario.commands.map(({ command }) => command)).toMatchObject([
      { kind: "update-in-place", restarts: [] },
      { kind: "update-in-place", restarts: [] },
    ]);
  });

  it("has no effect where nothing but the image changes", () => {
    const text = `${smallScenario}update: { at: 5m, in_place: { ignoreClusterChanges: true }, config: { image_uri: b } }\n`;
    expect(parseText(text).warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("is ignored"),
      "the in-place update changes nothing",
    ]);
  });

  it("still moves no traffic", () => {
    const text = `${smallScenario}update: { at: 5m, in_place: { ignoreClusterChanges: true }, max_surge_percent: 25 }\n`;
    expect(problemsOf(text)).toEqual([
      expect.stringContaining("max_surge_percent: not supported together with in_place"),
    ]);
  });
});
