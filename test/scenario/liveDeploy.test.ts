import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileSettings } from "../../src/scenario/compile/compileSettings.ts";
import { usualDeploy } from "../../src/scenario/schema/updateSchema.ts";
import type { Simulation } from "../../src/simulation/RunningSimulation.ts";
import type { Command } from "../../src/simulation/Scenario.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import { defaultRolloutSettings } from "../../src/simulation/updates/defaultRolloutSettings.ts";
import { expectLawful } from "../simulation/playLawfully.ts";
import { runningAt } from "../simulation/readResult.ts";
import { parseText } from "./parseText.ts";

const config = (image: string, more: object = {}) => ({
  image_uri: image,
  applications: [
    { name: "app", import_path: "m:app", deployments: [{ name: "A", num_replicas: 4, ...more }] },
  ],
});
const text = `name: live
horizon: 1h
service: ${JSON.stringify(config("x:1"))}
deployments: { A: { startUp: 5s, serviceTime: 100ms }, Renamed: { startUp: 7s } }
traffic: [{ deployment: A, constant: 2 }]
update: { at: 2000s, service: ${JSON.stringify({ applications: [{ name: "app", import_path: "m:app", deployments: [{ name: "Renamed" }] }] })} }
`;

function start(): Simulation {
  const { scenario, compileService } = parseText(text);
  const simulation = startSimulation({ ...scenario, commands: [] }, { compileService });
  simulation.advanceTo(60);
  return simulation;
}

describe("a deploy of a service config on a running simulation", () => {
  it("rolls the whole config out, which replaces the one before", () => {
    const simulation = start();
    const renamed = {
      applications: [
        { name: "app", import_path: "m:app", deployments: [{ name: "Renamed", num_replicas: 2 }] },
      ],
    };
    const played = simulation.command({ kind: "deploy", service: renamed, maxSurgePercent: 50 });
    expect(played).toMatchObject({
      accepted: true,
      kind: "deploy",
      message: expect.stringMatching(/max_surge_percent 50/),
    });
    simulation.advanceTo(3000);
    const result = simulation.result();
    expectLawful(result);
    expect(result.summary).toMatchObject({ outcome: "completed", failedRequests: 0 });
    expect(runningAt(result, 2999).map(({ deployment }) => deployment)).toEqual(["Renamed", "Renamed"]);
    const [life] = runningAt(result, 2999);
    // It behaves as the scenario says of a deployment of that name.
    expect((life?.runningAtSeconds ?? 0) - (life?.placedAtSeconds ?? 0)).toBe(7);
  });

  it("changes the split with the same config and another canary percent", () => {
    const simulation = start();
    const deploy = (canaryPercent: number) =>
      simulation.command({ kind: "deploy", service: config("x:2"), canaryPercent });
    deploy(10);
    simulation.advanceTo(600);
    expect(deploy(60)).toMatchObject({
      accepted: true,
      message: expect.stringMatching(/the rollout goes on/),
    });
    simulation.advanceTo(1200);
    expect(simulation.status().canaryVersion).toMatchObject({ weight: 60 });
    expect(simulation.command({ kind: "deploy", service: config("x:3") })).toMatchObject({ accepted: false });
  });

  it("knows the configs that the scenario itself deploys", () => {
    const { scenario, compileService } = parseText(text);
    const own = compileService(config("x:1"));
    expect(own).toMatchObject({ kind: "compiled" });
    expect(own.kind === "compiled" && own.version).toBe(scenario.primary);
  });

  it("updates in place, and restarts what the config's change restarts", () => {
    const simulation = start();
    const more = { kind: "deploy", service: config("x:1", { num_replicas: 6 }), inPlace: true } as const;
    expect(simulation.command(more)).toMatchObject({
      accepted: true,
      kind: "update-in-place",
      message: expect.stringMatching(/lightweight/),
    });
    simulation.advanceTo(600);
    const restart = {
      kind: "deploy",
      service: config("x:1", { num_replicas: 6, ray_actor_options: { num_cpus: 2 } }),
      inPlace: true,
    } as const;
    expect(simulation.command(restart).message).toMatch(/heavyweight in-place update begins: A/);
    simulation.advanceTo(2000);
    expectLawful(simulation.result());
    const image = { kind: "deploy", service: config("x:9"), inPlace: true } as const;
    expect(simulation.command(image)).toMatchObject({
      accepted: false,
      message: expect.stringMatching(/image_uri cannot be changed in place/),
    });
  });

  it("keeps cluster and image in place where it is told to ignore other ones, and says so", () => {
    const simulation = start();
    const inPlace = { ignoreClusterChanges: true };
    const played = simulation.command({
      kind: "deploy",
      service: config("x:9", { num_replicas: 5 }),
      inPlace,
    });
    expect(played).toMatchObject({ accepted: true, kind: "update-in-place" });
    expect(simulation.result().events.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/image_uri is ignored/),
    );
    // What runs has the old image still, so that a rollout of the new one is another config.
    simulation.advanceTo(600);
    expect(
      simulation.command({ kind: "deploy", service: config("x:1", { num_replicas: 5 }), inPlace: true }),
    ).toMatchObject({
      accepted: true,
    });
  });

  it("has the usual settings of a scenario file where none are given", () => {
    expect(defaultRolloutSettings).toEqual(compileSettings(usualDeploy));
  });
});

describe("a command that is none", () => {
  it.each<[string, unknown, RegExp]>([
    ["nothing", undefined, /expected a command such as/],
    ["text", "terminate", /expected a command such as .* found "terminate"/],
    ["a list", [], /found a list/],
    ["another kind", { kind: "toString" }, /kind: found "toString"; expected one of deploy, update-in-place/],
    ["no kind", {}, /kind: found undefined/],
    ["a deploy of nothing", { kind: "deploy" }, /service: is missing; expected a whole service config/],
    [
      "a deploy of text",
      { kind: "deploy", service: "./new.yaml" },
      /service: expected a whole service config as plain data/,
    ],
    [
      "a deploy of a config that is wrong",
      { kind: "deploy", service: config("x:2", { num_replicas: "some" }) },
      /service: applications\[0\]\.deployments\[0\]\.num_replicas: found "some"/,
    ],
    [
      "a deploy of more replicas than are played",
      { kind: "deploy", service: config("x:2", { num_replicas: 90_000 }) },
      /service: limits\.maxReplicas: .*90000 replicas, and at most 20000 are played/,
    ],
    ["a deploy without applications", { kind: "deploy", service: {} }, /service: .*at least one application/],
    [
      "a deploy under another setting's name",
      { kind: "deploy", service: config("x:2"), max_surge_percent: 25 },
      /max_surge_percent: is unknown; known are kind, maxSurgePercent/,
    ],
    [
      "a surge of 0",
      { kind: "deploy", service: config("x:2"), maxSurgePercent: 0 },
      /maxSurgePercent: .*no room/,
    ],
    [
      "a surge that is text",
      { kind: "deploy", service: config("x:2"), maxSurgePercent: "25" },
      /maxSurgePercent: it must be a whole number/,
    ],
    [
      "a share in place",
      { kind: "deploy", service: config("x:1"), inPlace: true, canaryPercent: 10 },
      /canaryPercent: not supported together with inPlace/,
    ],
    [
      "a time that is none",
      { kind: "deploy", service: config("x:2"), timeoutSeconds: Number.NaN },
      /timeoutSeconds: expected a number of seconds above 0/,
    ],
    [
      "a pattern that does not end",
      { kind: "deploy", service: config("x:2"), trafficPattern: [10, 50] },
      /trafficPattern: .*must end at 100/,
    ],
    [
      "a version without parts",
      { kind: "deploy", version: {}, settings: defaultRolloutSettings },
      /version: deployments: expected a list, found undefined; a deploy takes a whole config as service/,
    ],
    [
      "a version half made",
      { kind: "update-in-place", version: { deployments: [{ name: "A" }], cluster: {} }, restarts: [] },
      /version: deployments\[0\]\.application: expected text/,
    ],
    ["a rollback without its surge", { kind: "rollback" }, /maxSurgePercent: is missing/],
    [
      "a percentage out of range",
      { kind: "set-canary-percent", canaryPercent: 101, maxSurgePercent: null },
      /canaryPercent: it must be/,
    ],
    ["more than a command", { kind: "terminate", now: true }, /now: is unknown; known are kind/],
  ])("is refused in words: %s", (_, value, reason) => {
    const simulation = start();
    const before = JSON.stringify(simulation.status());
    const played = simulation.command(value as Command);
    expect(played).toMatchObject({ accepted: false, message: expect.stringMatching(reason) });
    expect(JSON.stringify(simulation.status())).toBe(before);
    expect(simulation.result().summary.refusedCommands).toBe(1);
  });

  it("is refused in words where a config holds itself, or throws when it is read", () => {
    const simulation = start();
    const round: Record<string, unknown> = {};
    round.applications = round;
    const thrower = {
      get applications(): unknown {
        throw new Error("no");
      },
    };
    for (const service of [round, thrower, () => 1, 1n, Symbol("s")]) {
      expect(simulation.command({ kind: "deploy", service })).toMatchObject({
        accepted: false,
        message: expect.stringMatching(/plain data/),
      });
    }
    const command = {
      get kind(): string {
        throw new Error("no");
      },
    };
    expect(simulation.command(command as Command)).toMatchObject({ accepted: false, kind: "unknown" });
  });

  it("reads no file that the scenario has not read", () => {
    const args = { llm_configs: ["/etc/hostname"] };
    const service = { applications: [{ name: "app", import_path: "ray.serve.llm:build_openai_app", args }] };
    expect(start().command({ kind: "deploy", service })).toMatchObject({
      accepted: false,
      message: expect.stringMatching(/stands inline/),
    });
  });

  it("is refused without a way to compile configs, and says which", () => {
    const simulation = startSimulation(parseText(text).scenario);
    expect(simulation.command({ kind: "deploy", service: config("x:2") }).message).toMatch(
      /compileService that loadScenario and parseScenario return/,
    );
  });

  it("never throws, whatever it is", () => {
    const simulation = start();
    const keys = fc.constantFrom(
      "kind",
      "service",
      "version",
      "settings",
      "inPlace",
      "canaryPercent",
      "maxSurgePercent",
      "restarts",
      "__proto__",
    );
    const kind = fc.constantFrom(
      "deploy",
      "update-in-place",
      "set-canary-percent",
      "rollback",
      "constructor",
    );
    const garbage = fc.dictionary(keys, fc.oneof(fc.anything({ maxDepth: 3 }), kind), { maxKeys: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), garbage), (value) => {
        expect(typeof simulation.command(value as Command).message).toBe("string");
      }),
      { numRuns: 300 },
    );
    expectLawful(simulation.result());
  });
});
