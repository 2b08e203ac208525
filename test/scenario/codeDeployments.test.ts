import { describe, expect, it } from "vitest";
import { assumedApplications } from "../../src/scenario/compile/assumedApplications.ts";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { Scenario, ServiceVersion } from "../../src/simulation/Scenario.ts";
import { parseText, problemsOf } from "./parseText.ts";

const head = "name: x\nhorizon: 1h\n";
const chat = '{ name: chat, route_prefix: /chat, import_path: "m:chat" }';
const docs =
  '{ name: docs, route_prefix: /docs, import_path: "m:docs", deployments: [{ name: Front, num_replicas: 2 }] }';
const built = "{ name: built, route_prefix: /built, import_path: m.build, args: { size: 2 } }";

/** A service of these applications, with further lines of a scenario. */
function serviceOf(applications: readonly string[], added = ""): string {
  return `${head}service:\n  applications:\n${applications.map((each) => `    - ${each}\n`).join("")}${added}`;
}

function read(text: string) {
  const { scenario, warnings, notes } = parseText(text);
  const told = notes
    .map(formatProblem)
    .filter((note) => !/is merged over the config|service\.compute_config: /.test(note));
  return { scenario, warnings: warnings.map(formatProblem), notes: told };
}

function outline({ deployments }: ServiceVersion): readonly string[] {
  return deployments.map(({ application, name, scaling, resources }: Deployment) => {
    const count =
      scaling.kind === "static" ? scaling.numReplicas : `${scaling.minReplicas}-${scaling.maxReplicas}`;
    return `${application} ${name} ${count} of ${resources.cpus} CPU ${resources.gpus} GPU`;
  });
}

function updatedTo({ commands }: Scenario): ServiceVersion {
  for (const { command } of commands) {
    if (command.kind === "deploy" || command.kind === "update-in-place") return command.version;
  }
  throw new Error("nothing is deployed");
}

describe("an application that lists no deployments", () => {
  it("runs as one under assumptions that are said once, with the keys that set them", () => {
    const { scenario, warnings, notes } = read(
      serviceOf([chat], "update: { at: 5m, config: { image_uri: b } }\n"),
    );
    expect(outline(scenario.primary)).toEqual(["chat chat 1 of 1 CPU 0 GPU"]);
    expect(outline(updatedTo(scenario))).toEqual(outline(scenario.primary));
    expect(warnings).toEqual([]);
    expect(notes).toEqual([
      'x.yaml:5:7: service.applications[0].deployments: application "chat" lists no deployments, and its code is not read; assumed: one deployment, "chat", with 1 replica of 1 CPU and no GPU and 5 ongoing requests; what the code has can be said as deployments: { Name: { config: { num_replicas or autoscaling_config, ray_actor_options, max_ongoing_requests } } } (serve build m:chat prints it, unless that is a function that builds the application)',
    ]);
  });

  it("is one of several: each gets its own, and the note says which application to name", () => {
    const { scenario, notes } = read(serviceOf([chat, built], "traffic: [{ route: /chat/x, poisson: 1 }]\n"));
    expect(outline(scenario.primary)).toEqual(["chat chat 1 of 1 CPU 0 GPU", "built built 1 of 1 CPU 0 GPU"]);
    expect(scenario.traffic[0]?.deployment).toBe("chat");
    expect(notes).toHaveLength(2);
    expect(notes[1]).toContain("deployments: { Name: { application: built, config:");
  });

  it("is not sent to serve build where it is a builder with arguments, which that cannot call", () => {
    const { notes } = read(serviceOf([built]));
    expect(notes.join()).not.toContain("serve build");
    expect(assumedApplications({ applications: [{ import_path: "m.build", args: { size: 2 } }] })).toEqual([
      {
        application: "default",
        deployment: { name: "default", numReplicas: 1, cpus: 1, gpus: 0, maxOngoingRequests: 5 },
        mayBeBuilt: false,
      },
    ]);
    expect(
      assumedApplications({ applications: [{ args: {} }, { name: "b", deployments: [{ name: "A" }] }] }),
    ).toMatchObject([{ application: "default", mayBeBuilt: true }]);
  });

  it("has the deployment that the scenario speaks of by name, where there is but one application", () => {
    const added = "deployments: { Model: { startUp: 5s } }\ntraffic: [{ poisson: 1 }]\n";
    const { scenario, notes } = read(serviceOf([chat], added));
    expect(outline(scenario.primary)).toEqual(["chat Model 1 of 1 CPU 0 GPU"]);
    expect(scenario.primary.deployments[0]?.startUpSeconds).toEqual({ kind: "fixed", value: 5 });
    expect(scenario.traffic[0]?.deployment).toBe("Model");
    expect(notes).toEqual([expect.stringContaining('assumed: one deployment, "Model", with 1 replica')]);
    const both = read(serviceOf([chat], "deployments: { A: { startUp: 5s }, B: { startUp: 5s } }\n"));
    expect(both.notes).toEqual([expect.stringContaining('assumed: "A" and "B", each with 1 replica')]);
  });

  it("has the deployments that another version lists", () => {
    const update =
      "update: { at: 5m, config: { applications: [{ deployments: [{ name: A, num_replicas: 3 }] }] } }\n";
    const { scenario } = read(serviceOf([chat], update));
    expect(outline(scenario.primary)).toEqual(["chat A 1 of 1 CPU 0 GPU"]);
    expect(outline(updatedTo(scenario))).toEqual(["chat A 3 of 1 CPU 0 GPU"]);
  });

  it("leaves a service without applications refused", () => {
    expect(problemsOf(`${head}service: { applications: [] }\n`)).toEqual([
      "x.yaml:3:12: service.applications: needs at least one application",
    ]);
  });
});

describe("deployments that the scenario declares", () => {
  const model =
    "deployments: { Model: { application: chat, startUp: 5s, config: { num_replicas: 3, ray_actor_options: { num_gpus: 1 }, max_ongoing_requests: 9 } } }\n";

  it("run beside an untouched service, in every version that has their application", () => {
    const update =
      'update: { at: 5m, config: { image_uri: b, applications: [{ name: more, route_prefix: /more, import_path: "m:more", deployments: [{ name: Extra }] }] }, deployments: { Extra: { startUp: 5s } } }\n';
    const { scenario, notes } = read(serviceOf([chat, docs], model + update));
    const first = ["chat Model 3 of 1 CPU 1 GPU", "docs Front 2 of 1 CPU 0 GPU"];
    expect(outline(scenario.primary)).toEqual(first);
    expect(outline(updatedTo(scenario))).toEqual([...first, "more Extra 1 of 1 CPU 0 GPU"]);
    expect(scenario.primary.deployments[0]?.maxOngoingRequests).toBe(9);
    expect(notes).toEqual([
      "x.yaml:4:3: service.applications: deployments and options that only the code sets (docs, more) are not seen; where there are any, say them in deployments.<name>.config",
    ]);
  });

  it("complete a partial list, and are named by application#deployment as well", () => {
    const added =
      "deployments: { docs#Model: { config: { autoscaling_config: { min_replicas: 2, max_replicas: 5 }, placement_group_bundles: [{ GPU: 2 }] } } }\n";
    const { scenario, notes } = read(serviceOf([docs], added));
    expect(outline(scenario.primary)).toEqual([
      "docs Front 2 of 1 CPU 0 GPU",
      "docs Model 2-5 of 0 CPU 2 GPU",
    ]);
    expect(notes).toEqual([
      "x.yaml:1:1: cluster.placement: Ray Serve packs no replicas of a cluster with a placement group that is not STRICT_PACK, as Model has one: they go round the nodes",
    ]);
  });

  it("tell of an application whose list may be partial, once a service", () => {
    const { notes } = read(serviceOf([docs], "update: { at: 5m, config: { image_uri: b } }\n"));
    expect(notes).toEqual([
      "x.yaml:4:3: service.applications: deployments and options that only the code sets (docs) are not seen; where there are any, say them in deployments.<name>.config",
    ]);
  });

  it("give what the config leaves to the code; where both speak, the config counts, and that is said", () => {
    const added =
      "deployments: { Front: { config: { num_replicas: 7, max_ongoing_requests: 30, ray_actor_options: { num_gpus: 1 } } } }\n";
    const { scenario, notes } = read(serviceOf([docs], added));
    expect(outline(scenario.primary)).toEqual(["docs Front 2 of 1 CPU 1 GPU"]);
    expect(scenario.primary.deployments[0]?.maxOngoingRequests).toBe(30);
    expect(notes).toEqual([
      "x.yaml:6:35: deployments.Front.config.num_replicas: plays no part: the service config sets num_replicas of Front as well, and Ray lets the config win over code",
    ]);
  });

  it("stay autoscaled though the config gives a number, as in Ray, with a warning", () => {
    const added = "deployments: { Front: { config: { autoscaling_config: { max_replicas: 5 } } } }\n";
    const { scenario, warnings } = read(serviceOf([docs], added));
    expect(outline(scenario.primary)).toEqual(["docs Front 1-5 of 1 CPU 0 GPU"]);
    expect(warnings).toEqual([
      "x.yaml:5:94: service.applications[0].deployments[0].num_replicas: has no effect: the code of Front is autoscaled, and Ray keeps that unless the config says autoscaling_config: null as well",
    ]);
  });

  it("change with an update whose code says otherwise, come with it and go with it", () => {
    const update = (changes: string) =>
      updatedTo(read(serviceOf([chat], `${model}update: { at: 5m, deployments: ${changes} }\n`)).scenario);
    expect(outline(update("{ Model: { config: { num_replicas: 4 } } }"))).toEqual([
      "chat Model 4 of 1 CPU 1 GPU",
    ]);
    expect(outline(update("{ Model: { config: { autoscaling_config: { max_replicas: 2 } } } }"))).toEqual([
      "chat Model 1-2 of 1 CPU 1 GPU",
    ]);
    expect(outline(update("{ Model: { config: null }, Other: { config: {} } }"))).toEqual([
      "chat Other 1 of 1 CPU 0 GPU",
    ]);
  });

  it("restart in place when their code's resources change", () => {
    const text = serviceOf(
      [chat],
      `${model}update: { at: 5m, in_place: true, deployments: { Model: { config: { ray_actor_options: { num_gpus: 2 } } } } }\n`,
    );
    const [timed] = read(text).scenario.commands;
    expect(timed?.command).toMatchObject({ kind: "update-in-place", restarts: ["Model"] });
  });

  it("get traffic that names none, if no other one calls them", () => {
    const added =
      "deployments:\n  A: { config: {}, calls: [B] }\n  B: { config: {} }\ntraffic: [{ poisson: 1 }]\n";
    expect(read(serviceOf([chat], added)).scenario.traffic[0]?.deployment).toBe("A");
  });

  it.each([
    [
      "of an application that there is not",
      "deployments: { Model: { application: chatt, config: {} } }",
      'x.yaml:7:38: deployments.Model.application: unknown application "chatt"; did you mean "chat"?',
    ],
    [
      "of an application that the key names and there is not",
      "deployments: { chats#Model: { config: {} } }",
      'x.yaml:7:16: deployments["chats#Model"]: unknown application "chats"; did you mean "chat"?',
    ],
    [
      "of one of several applications, nobody knows which",
      "deployments: { Model: { config: {} } }",
      "x.yaml:7:16: deployments.Model: needs the key application, because the service has several; expected one of chat, docs",
    ],
    [
      "of two applications at once",
      "deployments: { docs#Model: { application: chat } }",
      'x.yaml:7:43: deployments["docs#Model"].application: found "chat", but the key names "docs"; expected one of them',
    ],
    [
      "without a name",
      'deployments: { "docs#": { config: {} } }',
      'x.yaml:7:16: deployments["docs#"]: found ""; expected a name: 1 to 200 printable characters without #',
    ],
    [
      "with a second name",
      "deployments: { Front: { config: { name: Back } } }",
      'x.yaml:7:35: deployments.Front.config.name: unknown key; the deployment is called "Front", as the key around it says',
    ],
    [
      "with a key that nobody knows",
      "deployments: { Front: { config: { num_replica: 3 } } }",
      'x.yaml:7:35: deployments.Front.config.num_replica: unknown key; did you mean "num_replicas"?',
    ],
    [
      "with a key in the wrong place",
      "deployments: { Front: { config: { num_gpus: 3 } } }",
      'x.yaml:7:35: deployments.Front.config.num_gpus: unknown key; "num_gpus" belongs inside ray_actor_options',
    ],
    [
      "with a number of replicas beside autoscaling",
      "deployments: { docs#Model: { config: { num_replicas: 2, autoscaling_config: { max_replicas: 3 } } } }",
      'x.yaml:7:54: deployments["docs#Model"].config.num_replicas: found 2 beside autoscaling_config; Ray Serve takes only one of them (or num_replicas: auto)',
    ],
    [
      "by a name that a service of several applications does not have",
      "deployments: { Fromt: { startUp: 5s } }",
      'x.yaml:7:16: deployments.Fromt: unknown deployment "Fromt"; did you mean "Front"?',
    ],
  ])("are refused %s", (_title, added, problem) => {
    expect(problemsOf(serviceOf([chat, docs], `${added}\n`))).toEqual([problem]);
  });

  it("tell at once what else is wrong", () => {
    const added =
      "deployments: { Model: { application: chatt, config: {} }, Front: { startUp: soon } }\ntraffic: [{ deployment: Frnt, poisson: 1 }]\n";
    expect(problemsOf(serviceOf([chat, docs], added))).toEqual([
      'x.yaml:7:38: deployments.Model.application: unknown application "chatt"; did you mean "chat"?',
      'x.yaml:7:77: deployments.Front.startUp: found "soon"; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h',
      'x.yaml:8:25: traffic[0].deployment: unknown deployment "Frnt"; did you mean "Front"?',
    ]);
  });
});
