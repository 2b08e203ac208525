import { describe, expect, it } from "vitest";
import { parseText } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const service = `name: x
horizon: 10m
service:
  applications:
    - { name: one, route_prefix: /one, import_path: m.a, deployments: [{ name: A }, { name: B }] }
    - { name: two, route_prefix: /two, import_path: m.b, deployments: [{ name: C }] }
`;

describe("what is said of a deployment in code", () => {
  it.each([
    [
      "D: { config: {} }",
      "7:16: deployments.D: needs the key application, because the service has several; expected one of one, two",
    ],
    [
      "D: { application: three }",
      '7:34: deployments.D.application: unknown application "three"; known applications: one, two',
    ],
    [
      "'three#D': { config: {} }",
      '7:16: deployments["three#D"]: unknown application "three"; known applications: one, two',
    ],
    [
      "'one#D': { application: two }",
      '7:40: deployments["one#D"].application: found "two", but the key names "one"; expected one of them',
    ],
    [
      "C: { config: { name: Z } }",
      '7:31: deployments.C.config.name: unknown key; the deployment is called "C", as the key around it says',
    ],
    [
      "'': { application: one }",
      '7:16: deployments[""]: found ""; expected a name: 1 to 200 printable characters without #',
    ],
    [
      "C: { config: { num_replicas: -1 } }",
      "7:45: deployments.C.config.num_replicas: found -1; expected a whole number from 1 to 100000",
    ],
    [
      "A: { config: { num_gpus: 1 } }",
      '7:31: deployments.A.config.num_gpus: unknown key; "num_gpus" belongs inside ray_actor_options',
    ],
  ])("is refused, word for word: { %s }", (declared, problem) => {
    expect(remarksOf(`${service}deployments: { ${declared} }\n`).refused).toEqual([`x.yaml:${problem}`]);
  });

  it("belongs to the application that the key or the key application names, or that has it", () => {
    const outline = (declared: string) =>
      parseText(`${service}deployments: { ${declared} }\n`).scenario.primary.deployments.map(
        ({ application, name }) => `${application} ${name}`,
      );
    const listed = ["one A", "one B", "two C"];
    expect(outline("C: { config: { num_replicas: 3 } }")).toEqual(listed);
    expect(outline("'two#C': { config: { num_replicas: 3 } }")).toEqual(listed);
    expect(outline("'two#D': { config: { num_replicas: 3 } }")).toEqual([...listed, "two D"]);
    expect(outline("D: { application: two }")).toEqual([...listed, "two D"]);
    expect(outline("'two#D': { application: two }")).toEqual([...listed, "two D"]);
  });

  it("is laid over what was said before, of a deployment of code that an update declares anew", () => {
    const updated = (declared: string, later: string) => {
      const text = `${service}deployments: { D: { application: two, ${declared} } }
update: { at: 5m, config: { image_uri: x:2 }, deployments: { D: { ${later} } } }
`;
      const [first] = parseText(text).scenario.commands;
      const version = first?.command.kind === "deploy" ? first.command.version : null;
      return version?.deployments.find(({ name }) => name === "D");
    };
    const three = "config: { num_replicas: 3, max_ongoing_requests: 7 }";
    expect(updated(three, "config: { num_replicas: 4 }")).toMatchObject({
      scaling: { numReplicas: 4 },
      maxOngoingRequests: 7,
    });
    expect(updated(three, "config: null")).toBeUndefined();
  });
});

describe("streams of requests", () => {
  const withTraffic = (...streams: readonly string[]) =>
    `${service}traffic: [${streams.map((stream) => `{ ${stream}, poisson: 1 }`).join(", ")}]\n`;
  const streamsOf = (...streams: readonly string[]) =>
    parseText(withTraffic(...streams)).scenario.traffic.map(
      ({ name, deployment }) => `${name} to ${deployment}`,
    );

  it("are called as their deployment, with the first number that is free", () => {
    expect(streamsOf("deployment: A", "deployment: A", "name: A-3, deployment: A", "deployment: A")).toEqual([
      "A to A",
      "A-2 to A",
      "A-3 to A",
      "A-4 to A",
    ]);
  });

  it("go where a route leads", () => {
    expect(streamsOf("route: /two/x")).toEqual(["C to C"]);
  });

  it.each([
    [
      ["name: s, deployment: A", "name: s, deployment: A"],
      '7:59: traffic[1].name: two streams are called "s"; expected different names',
    ],
    [["start: 0s"], "7:11: traffic[0].deployment: is missing; expected one of A, B, C"],
    [
      ["route: /zero"],
      "7:20: traffic[0].route: leads to no deployment; known routes: /two (C). An application has one if its route_prefix is its own and just one of its deployments is not called by the others",
    ],
  ])("are refused, word for word: %j", (streams, problem) => {
    expect(remarksOf(withTraffic(...streams)).refused).toEqual([`x.yaml:${problem}`]);
  });

  it("need not say where they go with one deployment, or with one that no other calls", () => {
    const goes = (deployments: string, calls = "") =>
      parseText(`name: x
horizon: 10m
service: [{ import_path: m.a, deployments: [${deployments}] }]
traffic: [{ poisson: 1 }]
${calls}`).scenario.traffic.map(({ deployment }) => deployment);
    expect(goes("{ name: A }")).toEqual(["A"]);
    expect(goes("{ name: A }, { name: B }", "deployments: { B: { calls: [A] } }\n")).toEqual(["B"]);
  });
});

describe("what a stream of requests has", () => {
  const streamOf = (stream: string) =>
    parseText(`name: x
horizon: 10m
service: [{ import_path: m.a, deployments: [{ name: A }] }]
traffic: [{ deployment: A, ${stream} }]
`).scenario.traffic[0];
  const none = { kind: "fixed", value: 0 };

  it("are the tokens that are said, the usual ones, or those of its trace", () => {
    const usual = streamOf("poisson: 1");
    expect(usual?.inputTokens).not.toEqual(none);
    expect(usual?.outputTokens).not.toEqual(none);
    expect(streamOf("poisson: 1, inputTokens: 7, outputTokens: 3")).toMatchObject({
      inputTokens: { kind: "fixed", value: 7 },
      outputTokens: { kind: "fixed", value: 3 },
    });
    expect(streamOf("trace: trace.csv")).toMatchObject({ inputTokens: none, outputTokens: none });
  });

  it("are a beginning and an end within the horizon, and nothing that it does not say", () => {
    const plain = streamOf("poisson: 1");
    expect(plain).toMatchObject({
      startSeconds: 0,
      endSeconds: 600,
      pinnedPrimaryPercent: 0,
      pinnedCanaryPercent: 0,
    });
    for (const key of ["model", "client", "sessions", "route"]) expect(plain).not.toHaveProperty(key);
    expect(streamOf("poisson: 1, start: 1m, end: 2m")).toMatchObject({ startSeconds: 60, endSeconds: 120 });
    expect(streamOf("poisson: 1, end: 2h")).toMatchObject({ endSeconds: 600 });
    expect(streamOf("poisson: 1, pinned: { primaryPercent: 20 }")).toMatchObject({
      pinnedPrimaryPercent: 20,
      pinnedCanaryPercent: 0,
    });
  });
});

describe("an update in place", () => {
  const textOf = (before: string, after: string, more = "") => `name: x
horizon: 10m
service: [{ name: a, import_path: m.a, deployments: [{ name: Z }, { name: A${before} }, { name: B }] }]
update: { at: 5m, in_place: true, config: { ${more}applications: [{ name: a, import_path: m.a, deployments: [{ name: A${after} }, { name: B }] }] } }
`;
  const warnings = (...parts: Parameters<typeof textOf>) => remarksOf(textOf(...parts)).warnings;
  const upTo3 = ", autoscaling_config: { max_replicas: 3 }";
  const restarts =
    "ray 2.60.0 restarts the whole application for that, the documents (and this forecast) do not";

  it("that changes nothing is warned of", () => {
    expect(warnings("", "")).toEqual(["x.yaml:4:35: update.config: the in-place update changes nothing"]);
  });

  it("that adds or takes away autoscaling is warned of where that stands, and one that changes it is not", () => {
    const ofA = "update.config.applications[0].deployments[0]";
    expect(warnings("", upTo3)).toEqual([
      `x.yaml:4:114: ${ofA}.autoscaling_config: autoscaling_config is added in place: ${restarts}`,
    ]);
    expect(warnings(upTo3, ", autoscaling_config: null")).toEqual([
      `x.yaml:4:111: ${ofA}.name: autoscaling_config is removed in place: ${restarts}`,
    ]);
    expect(warnings(upTo3, ", autoscaling_config: { max_replicas: 4 }")).toEqual([]);
  });

  it.each([
    ["image_uri: x:2", "image_uri", "An in-place update keeps its cluster, so it cannot change the image."],
    [
      "compute_config: other",
      "compute_config",
      "An in-place update keeps its cluster, so it cannot change the compute config.",
    ],
    ["name: other", "name", "The name says which service is updated; it cannot be changed."],
  ])("cannot have { %s }", (more, key, reason) => {
    expect(remarksOf(textOf("", "", `${more}, `)).refused).toEqual([
      `x.yaml:4:45: update.config.${key}: cannot be changed in place: ${reason}`,
    ]);
  });
});
