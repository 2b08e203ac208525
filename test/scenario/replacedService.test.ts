import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import type { ScenarioProblem } from "../../src/scenario/problems/ScenarioProblem.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Command, Scenario } from "../../src/simulation/Scenario.ts";
import { playLawfully } from "../simulation/playLawfully.ts";
import { heldAt, runningAt } from "../simulation/readResult.ts";
import { parseText, problemsOf } from "./parseText.ts";

/** Two applications on GPUs; line 13 is the first one added. */
const twoApplications = `name: small
horizon: 40m
service:
  image_uri: x:1
  applications:
    - name: app
      import_path: m:app
      deployments: [{ name: A, num_replicas: 4, ray_actor_options: { num_gpus: 1 } }, { name: B, num_replicas: 2, user_config: { size: 1 } }]
    - { name: side, route_prefix: /side, import_path: "m:side", deployments: [{ name: C, num_replicas: 2, ray_actor_options: { num_gpus: 1 } }] }
deployments: { A: { startUp: 20s, serviceTime: 100ms } }
traffic: [{ deployment: A, constant: 2 }]
cluster: { headNode: { instanceType: m5.2xlarge }, workerGroups: { gpu: { instanceType: g4dn.xlarge, maxNodes: 1000 } } }
`;

const newConfig = `
name: chat
applications:
  - name: app
    import_path: m:app
    deployments: [{ name: Renamed, num_replicas: 4, ray_actor_options: { num_gpus: 1 } }]
`;

function versionOf({ commands }: Scenario, index = 0) {
  const command: Command | undefined = commands[index]?.command;
  if (command?.kind !== "deploy" && command?.kind !== "update-in-place") throw new Error("no deploy");
  return command.version;
}

const namesOf = (scenario: Scenario, index = 0) =>
  versionOf(scenario, index).deployments.map(({ name }) => name);

function running(result: SimulationResult, atSeconds: number): string[] {
  return [
    ...new Set(runningAt(result, atSeconds).map(({ version, deployment }) => `${version} ${deployment}`)),
  ];
}

/** But that code may have more than a config lists, which is said of every service. */
function toldOf(notes: readonly ScenarioProblem[]): readonly string[] {
  return notes.map(formatProblem).filter((note) => !note.includes("only the code sets"));
}

describe("an update's service", () => {
  it("replaces the config before: what it does not name is gone", () => {
    const inline = `update: { at: 1m, service: { applications: [{ name: app, import_path: "m:app", deployments: [{ name: A, num_replicas: 3 }] }] } }\n`;
    const { scenario } = parseText(twoApplications + inline);
    expect(namesOf(scenario)).toEqual(["A"]);
    expect(versionOf(scenario).deployments[0]?.resources.gpus).toBe(0);
  });

  it("may stand in a file, and may be a list of applications", () => {
    const files = {
      "new.yaml": newConfig,
      "list.yaml": "- { import_path: m.d, deployments: [{ name: D }] }\n",
    };
    const named = (file: string) =>
      parseText(`${twoApplications}update: { at: 1m, service: ${file} }\n`, files);
    expect(namesOf(named("new.yaml").scenario)).toEqual(["Renamed"]);
    expect(namesOf(named("list.yaml").scenario)).toEqual(["D"]);
    expect(
      namesOf(
        parseText(
          `${twoApplications}update: { at: 1m, service: [{ import_path: m.e, deployments: [{ name: E }] }] }\n`,
        ).scenario,
      ),
    ).toEqual(["E"]);
  });

  it("is what the next deploy builds on", () => {
    const { scenario } = parseText(
      `${twoApplications}update: { at: 1m, service: new.yaml }\ncommands:\n  - { at: 30m, deploy: { config: { image_uri: "x:3" } } }\n  - { at: 35m, deploy: {} }\n`,
      { "new.yaml": newConfig },
    );
    expect([0, 1, 2].map((index) => namesOf(scenario, index))).toEqual([
      ["Renamed"],
      ["Renamed"],
      ["Renamed"],
    ]);
  });

  it("cannot stand beside a config that is merged", () => {
    expect(
      problemsOf(`${twoApplications}update: { at: 1m, service: new.yaml, config: {} }\n`, {
        "new.yaml": newConfig,
      }),
    ).toEqual([
      expect.stringMatching(
        /^x\.yaml:13:\d+: update\.config: .*service replaces it whole: leave one of them out/,
      ),
    ]);
  });

  it("belongs to the service that runs", () => {
    const named = twoApplications.replace("  image_uri", "  name: other\n  image_uri");
    expect(problemsOf(`${named}update: { at: 1m, service: new.yaml }\n`, { "new.yaml": newConfig })).toEqual([
      expect.stringMatching(/^new\.yaml:2:7: update\.service\.name: found "chat", but .* "other"/),
    ]);
  });

  it("is the place of what is wrong with it", () => {
    const wrong =
      "applications:\n  - name: app\n    import_path: m:app\n    deployments:\n      - { name: A, num_replicas: some }\n      - { name: A }\n";
    const update = "commands:\n  - { at: 2m, deploy: { service: wrong.yaml } }\n";
    expect(problemsOf(twoApplications + update, { "wrong.yaml": wrong })).toEqual([
      expect.stringMatching(
        /^wrong\.yaml:5:34: commands\[0\]\.deploy\.service\.applications\[0\]\.deployments\[0\]\.num_replicas: /,
      ),
      expect.stringMatching(
        /^wrong\.yaml:6:17: commands\[0\]\.deploy\.service\.applications\[0\]\.deployments\[1\]\.name: two deployments/,
      ),
    ]);
    const list =
      "update:\n  at: 2m\n  service:\n    - { import_path: m.a, deployments: [{ name: A }, { name: A }] }\n";
    expect(problemsOf(twoApplications + list)).toEqual([
      expect.stringMatching(
        /^x\.yaml:16:62: update\.service\.applications\[0\]\.deployments\[1\]\.name: two/,
      ),
    ]);
  });

  it("may be missing, broken, or the same broken file twice", () => {
    expect(problemsOf(`${twoApplications}update: { at: 1m, service: none.yaml }\n`)).toEqual([
      expect.stringMatching(/^x\.yaml:13:\d+: update\.service: none\.yaml does not exist/),
    ]);
    const twice =
      "update: { at: 1m, service: bad.yaml }\ncommands: [{ at: 2m, deploy: { service: bad.yaml } }]\n";
    expect(problemsOf(twoApplications + twice, { "bad.yaml": "{ a: 1, a: 2 }" })).toEqual([
      expect.stringMatching(/^bad\.yaml:1:\d+: not well-formed/),
    ]);
  });

  it("lets deployments be named that only another version has", () => {
    const { scenario, notes } = parseText(
      `${twoApplications.replace("A: { startUp", "Renamed: { startUp: 5s }, A: { startUp")}update: { at: 1m, service: new.yaml }\nfaults: [{ kind: replica-crash, version: canary, deployment: Renamed, at: 20m }]\n`,
      { "new.yaml": newConfig },
    );
    expect(versionOf(scenario).deployments[0]?.startUpSeconds).toEqual({ kind: "fixed", value: 5 });
    expect(notes.map(formatProblem).some((note) => note.includes("defaults"))).toBe(false);
  });

  it("notes what nothing says of a deployment that comes with it, and where requests go in its version", () => {
    const { notes, warnings } = parseText(`${twoApplications}update: { at: 1m, service: new.yaml }\n`, {
      "new.yaml": newConfig,
    });
    expect(toldOf(notes)).toEqual([
      expect.stringMatching(
        /^new\.yaml:6:27: update\.service\.applications\[0\]\.deployments\[0\]\.name: Renamed comes with the update.*deployments\.Renamed sets them/,
      ),
      expect.stringMatching(
        /^x\.yaml:11:\d+: traffic\[0\]\.deployment: .*no deployment A.* follow its route \/ to Renamed/,
      ),
    ]);
    expect(warnings).toEqual([]);
  });

  it("warns of requests that its version has nothing for", () => {
    const elsewhere = newConfig.replace("import_path", "route_prefix: /elsewhere\n    import_path");
    const { warnings } = parseText(`${twoApplications}update: { at: 1m, service: new.yaml }\n`, {
      "new.yaml": elsewhere,
    });
    expect(warnings.map(formatProblem)).toEqual([
      expect.stringMatching(
        /traffic\[0\]\.deployment: .*no deployment A and none for the route \/: every request .* fails/,
      ),
    ]);
  });
});

describe("a deployment whose application is renamed", () => {
  const renamed = `applications: [{ name: chat, import_path: "m:app", deployments: [{ name: A, num_replicas: 3 }] }]`;

  it("keeps its name in a rollout, and so its behaviour and its requests", () => {
    const { scenario } = parseText(`${twoApplications}update: { at: 5m, service: { ${renamed} } }\n`);
    const result = playLawfully(scenario);
    expect(namesOf(scenario)).toEqual(["A"]);
    expect(running(result, 2399)).toEqual(["v2 A"]);
    expect(result.summary.failedRequests).toBe(0);
  });

  it("is another one in place, where the two stand side by side", () => {
    expect(
      problemsOf(
        `${twoApplications}update: { at: 5m, in_place: true, service: { image_uri: "x:1", ${renamed} } }\n`,
      ),
    ).toContainEqual(
      expect.stringMatching(/"A" is in more than one application; expected one of app#A, chat#A/),
    );
  });
});

describe("commands that deploy again", () => {
  const update = "update: { at: 1m, max_surge_percent: 25, canary_percent: 10, service: new.yaml }\n";
  const files = { "new.yaml": newConfig };
  const remarks = (commands: string) => {
    const { notes, warnings } = parseText(`${twoApplications}${update}commands: [${commands}]\n`, files);
    return [...notes, ...warnings].map(formatProblem).filter((text) => text.includes("commands["));
  };

  it("are told that a surge left out is a full one", () => {
    expect(remarks("{ at: 10m, deploy: { canary_percent: 50 } }")).toEqual([
      expect.stringMatching(
        /commands\[0\]\.deploy: max_surge_percent is left out, so that it is 100 .* not the 25 of before/,
      ),
    ]);
    expect(remarks("{ at: 10m, deploy: { canary_percent: 50, max_surge_percent: 25 } }")).toEqual([]);
  });

  it("change the split", () => {
    const { scenario } = parseText(
      `${twoApplications}${update}commands: [{ at: 15m, deploy: { canary_percent: 50, max_surge_percent: 25, service: new.yaml } }]\n`,
      files,
    );
    const result = playLawfully(scenario);
    expect(result.summary).toMatchObject({ outcome: "paused", refusedCommands: 0 });
    expect(result.splits.at(-1)?.split.canary.trafficPercent).toBe(50);
  });

  it("warn of a split where the service is to be terminated by then", () => {
    expect(remarks("{ at: 10m, terminate: true }, { at: 20m, deploy: { canary_percent: 50 } }")).toEqual([
      expect.stringMatching(/commands\[1\]\.deploy\.canary_percent: has no effect: .* starts it again/),
    ]);
  });
});

describe("an update's config", () => {
  it("says once that it is merged", () => {
    const { notes } = parseText(
      `${twoApplications}update: { at: 1m, config: { image_uri: "x:2" } }\ncommands: [{ at: 30m, deploy: { config: { image_uri: "x:3" } } }]\n`,
    );
    expect(toldOf(notes)).toEqual([
      expect.stringMatching(/update\.config: is merged over the config deployed before/),
    ]);
  });
});

describe("a rollout to a config that renames and removes", () => {
  const { scenario } = parseText(
    `${twoApplications}update: { at: 5m, max_surge_percent: 50, service: new.yaml }\n`,
    { "new.yaml": newConfig },
  );
  const result = playLawfully(scenario);

  it("ends with the new config's deployments alone", () => {
    expect(running(result, 299)).toEqual(["v1 A", "v1 B", "v1 C"]);
    expect(running(result, 2399)).toEqual(["v2 Renamed"]);
    expect(heldAt(result, 2399)).toHaveLength(4);
    expect(result.timeline.gpusHeld.at(-1)).toBe(4);
  });

  it("holds as many GPUs as the plan says, in which the old and the new name are different deployments", () => {
    // At 50 %: two new replicas beside four of A and two of C.
    expect(result.plans[0]?.plan.peak.gpuCount).toBe(8);
    expect(result.summary.peakGpus).toBe(8);
  });

  it("loses no request: they follow the route to the renamed deployment", () => {
    expect(result.summary.failedRequests).toBe(0);
    expect(result.requests.byVersion.v2?.arrived).toBeGreaterThan(1000);
  });
});

describe("an update in place to a config that renames, removes and adds", () => {
  const service = `{ image_uri: "x:1", applications: [{ name: app, import_path: "m:app", deployments: [{ name: A, num_replicas: 4, ray_actor_options: { num_gpus: 1 } }, { name: New, num_replicas: 3 }] }] }`;
  const { scenario } = parseText(
    `${twoApplications}update: { at: 5m, in_place: true, service: ${service} }\n`,
  );
  const result = playLawfully(scenario);

  it("drains what is gone, starts what is new and leaves the rest alone", () => {
    expect(running(result, 2399)).toEqual(["v1 A", "v1 New"]);
    expect(heldAt(result, 2399)).toHaveLength(7);
    const gone = result.replicas.filter(({ goneAtSeconds }) => goneAtSeconds !== null);
    expect(gone.map(({ deployment }) => deployment).sort()).toEqual(["B", "B", "C", "C"]);
    for (const life of gone) expect(life.drainingAtSeconds).toBe(300);
    expect(result.summary.outcome).toBe("updated-in-place");
    expect(result.timeline.gpusHeld.at(-1)).toBe(4);
  });

  it("is refused where the new config leaves out what cannot change in place", () => {
    expect(
      problemsOf(`${twoApplications}update: { at: 5m, in_place: true, service: new.yaml }\n`, {
        "new.yaml": newConfig,
      }),
    ).toContainEqual(expect.stringMatching(/^new\.yaml:.*image_uri: cannot be changed in place/));
  });
});
