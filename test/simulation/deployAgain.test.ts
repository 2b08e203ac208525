import { describe, expect, it } from "vitest";
import type { HeadNode } from "../../src/cluster/Cluster.ts";
import type { Fault } from "../../src/faults/Fault.ts";
import type { ServiceVersion, TimedCommand } from "../../src/simulation/Scenario.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import type { RolloutSettings } from "../../src/strategies/anyscale/RolloutSettings.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";
import { heldAt, playedRows, runningAt, serviceStates, versionStates } from "./readResult.ts";

const config = (image: string) => ({ image_uri: image });
const version = (image: string): ServiceVersion => ({ ...buildVersion(), config: config(image) });

function deploy(atSeconds: number, image: string, settings: Partial<RolloutSettings> = {}): TimedCommand {
  return deployAt(atSeconds, settings, version(image));
}

function play(commands: readonly TimedCommand[], horizonSeconds = 3000) {
  return playLawfully(buildScenario({ horizonSeconds, primary: version("a"), commands }));
}

describe("deploying the canary's config again", () => {
  it("changes the split, step by step within the surge, and pauses there", () => {
    const result = play([
      deploy(100, "b", { maxSurgePercent: 25, canaryPercent: 25 }),
      deploy(1000, "b", { maxSurgePercent: 25, canaryPercent: 50 }),
    ]);
    expect(result.commands.map(({ accepted }) => accepted)).toEqual([true, true]);
    expect(playedRows(result).at(-1)).toEqual([50, 50, 50, 50]);
    expect(result.plans.map(({ cause, canaryPercent }) => [cause, canaryPercent])).toEqual([
      ["deploy", 25],
      ["command", 50],
    ]);
    expect(result.summary).toMatchObject({ outcome: "paused", refusedCommands: 0 });
    expect(result.versions).toHaveLength(2);
  });

  it("takes the surge of that deploy", () => {
    const result = play([
      deploy(100, "b", { maxSurgePercent: 25, canaryPercent: 25 }),
      deploy(1000, "b", { maxSurgePercent: 50, canaryPercent: 100 }),
    ]);
    expect(result.plans[1]?.plan.maxSurgePercent).toBe(50);
    expect(result.summary.outcome).toBe("completed");
  });

  it("lets a paused rollout go on by itself where it gives no canary percent, with a timeout of its own", () => {
    const result = play([
      deploy(100, "b", { canaryPercent: 10 }),
      deploy(1000, "b", { timeoutSeconds: 1500 }),
    ]);
    expect(result.plans[1]).toMatchObject({ control: "automatic", timeoutSeconds: 1500 });
    expect(result.summary.outcome).toBe("completed");
    expect(versionStates(result, "v1").at(-1)).toBe("TERMINATED");
  });

  it("moves traffic back too", () => {
    const result = play([deploy(100, "b", { canaryPercent: 50 }), deploy(1000, "b", { canaryPercent: 20 })]);
    expect(playedRows(result).at(-1)?.[1]).toBe(20);
  });

  it("changes the rounding of what runs", () => {
    const result = play([
      deploy(100, "b", { maxSurgePercent: 30, canaryPercent: 30, rounding: "up" }),
      deploy(1000, "b", { maxSurgePercent: 30, canaryPercent: 30, rounding: "half-up" }),
    ]);
    // 30 % of eight is 2.4.
    expect(runningAt(result, 999, { version: "v2" })).toHaveLength(3);
    expect(runningAt(result, 2999, { version: "v2" })).toHaveLength(2);
  });
});

describe("a deploy that the service cannot do", () => {
  it.each([
    [
      "of another config during a rollout",
      [deploy(100, "b", { canaryPercent: 10 }), deploy(1000, "c")],
      /another config is under way.*complete it .* or roll it back/,
    ],
    [
      "of the primary's config during a rollout",
      [deploy(100, "b", { canaryPercent: 10 }), deploy(1000, "a")],
      /config of its primary; roll it back instead/,
    ],
    [
      "of the canary's config while it is rolled back",
      [
        deploy(100, "b", { canaryPercent: 50 }),
        { atSeconds: 1000, command: { kind: "rollback", maxSurgePercent: 25 } },
        deploy(1001, "b"),
      ],
      /being rolled back; deploy again once it has ended/,
    ],
    [
      "while the service terminates",
      [{ atSeconds: 100, command: { kind: "terminate" } }, deploy(100, "b")],
      /can be deployed again once it is TERMINATED/,
    ],
  ] as const)("is refused with the reason: %s", (_, commands, reason) => {
    const result = play(commands);
    expect(result.commands.at(-1)).toMatchObject({ accepted: false, message: expect.stringMatching(reason) });
    expect(result.summary.refusedCommands).toBe(1);
  });

  it("is refused where only the behaviour differs, which what runs cannot take on", () => {
    const slower = {
      ...buildVersion({ deployments: [buildDeployment({ startUpSeconds: { kind: "fixed", value: 99 } })] }),
      config: config("b"),
    };
    const result = play([
      deploy(100, "b", { canaryPercent: 10 }),
      deployAt(1000, { canaryPercent: 20 }, slower),
    ]);
    expect(result.commands.at(-1)?.message).toMatch(/with another behaviour/);
  });
});

describe("a service that starts from nothing", () => {
  it("is STARTING until its cluster is up and its replicas run, and refuses requests until then", () => {
    const result = playLawfully(buildScenario({ start: "empty" }));
    expect(serviceStates(result)).toEqual(["STARTING", "RUNNING"]);
    expect(versionStates(result, "v1")).toEqual(["STARTING", "RUNNING"]);
    expect(result.summary.outcome).toBe("started");
    const startedSeconds = result.serviceStates[1]?.atSeconds ?? 0;
    expect(startedSeconds).toBeGreaterThan(0);
    expect(result.summary.durationMinutes).toBe(startedSeconds / 60);
    expect(result.summary.unavailableRequests).toBeGreaterThan(0);
    expect(heldAt(result, 0)).toEqual([]);
    expect(result.steps[0]).toMatchObject({
      kind: "service-start",
      startSeconds: 0,
      endSeconds: startedSeconds,
    });
  });

  it("starts autoscaled deployments with their initial replicas", () => {
    const scaling = buildAutoscaling({ minReplicas: 1, maxReplicas: 8, initialReplicas: 5 });
    const primary = buildVersion({ deployments: [buildDeployment({ scaling })] });
    const result = playLawfully(buildScenario({ start: "empty", primary }));
    expect(result.targets[0]).toMatchObject({ targetReplicas: 5 });
  });

  it("has started at once where it needs nothing to run", () => {
    const headNode: HeadNode = {
      instanceType: { name: "cpu-4", cpus: 4, gpus: 0, pricePerHour: 1 },
      bootSeconds: { kind: "fixed", value: 0 },
    };
    const result = playLawfully(
      buildScenario({
        start: "empty",
        primary: buildVersion({
          deployments: [buildDeployment({ scaling: buildAutoscaling({ minReplicas: 0 }) })],
          cluster: buildCluster({ headNode }),
        }),
      }),
    );
    expect(serviceStates(result)).toEqual(["STARTING", "RUNNING"]);
    expect(result.summary).toMatchObject({ outcome: "started", durationMinutes: 0 });
  });

  it("is still under way at the horizon where that comes first", () => {
    expect(playLawfully(buildScenario({ start: "empty", horizonSeconds: 20 })).summary.outcome).toBe(
      "in-progress",
    );
  });

  it("is given up where its replicas fail to start", () => {
    const fault: Fault = {
      name: "broken",
      trigger: { kind: "at", atSeconds: 0 },
      effect: {
        kind: "never-healthy",
        version: "primary",
        deployment: null,
        mode: "crashes",
        durationSeconds: null,
      },
    };
    const result = playLawfully(buildScenario({ start: "empty", faults: [fault] }));
    expect(result.summary.outcome).toBe("start-failed");
    expect(serviceStates(result).at(-1)).toBe("UNHEALTHY");
  });

  it("refuses to be deployed again until it runs", () => {
    const result = playLawfully(
      buildScenario({ start: "empty", primary: version("a"), commands: [deploy(1, "b")] }),
    );
    expect(result.commands[0]).toMatchObject({
      accepted: false,
      message: "the service is starting; wait until it runs",
    });
  });
});

describe("a deploy on a terminated service", () => {
  const commands: TimedCommand[] = [
    { atSeconds: 100, command: { kind: "terminate" } },
    deploy(600, "b", { canaryPercent: 20 }),
  ];

  it("starts it again, with a new version as its primary", () => {
    const result = play(commands);
    expect(serviceStates(result)).toEqual(["RUNNING", "TERMINATING", "TERMINATED", "STARTING", "RUNNING"]);
    expect(versionStates(result, "v2")).toEqual(["STARTING", "RUNNING"]);
    expect(result.commands[1]).toMatchObject({
      accepted: true,
      message: expect.stringMatching(/starts again; canary_percent plays no part/),
    });
    expect(result.summary.outcome).toBe("started");
    expect(result.trafficInEffect.at(-1)?.shares).toEqual([{ version: "v2", percent: 100 }]);
  });

  it("can be rolled out to the next version then", () => {
    const result = play([...commands, deploy(1500, "c")]);
    expect(result.summary.outcome).toBe("completed");
    expect(versionStates(result, "v3").at(-1)).toBe("RUNNING");
  });

  it("can be terminated while it starts", () => {
    const result = play([...commands, { atSeconds: 601, command: { kind: "terminate" } }]);
    expect(serviceStates(result).at(-1)).toBe("TERMINATED");
    expect(result.summary.outcome).toBe("terminated");
  });

  it("takes no other command", () => {
    const simulation = startSimulation(buildScenario({ primary: version("a") }));
    simulation.command({ kind: "terminate" });
    simulation.advanceTo(600);
    expect(simulation.command({ kind: "rollback", maxSurgePercent: 25 })).toMatchObject({
      accepted: false,
      message: "the service is terminated",
    });
    expect(
      simulation.command({ kind: "update-in-place", version: version("a"), restarts: [] }).message,
    ).toMatch(/nothing runs that could be updated in place/);
    expect(simulation.status()).toMatchObject({
      state: "TERMINATED",
      canaryVersion: null,
      primaryVersion: { id: "v1", weight: 100 },
    });
  });
});

describe("the status of a service that is terminated during a rollout", () => {
  it("shows no canary, and the weight 100", () => {
    const simulation = startSimulation(
      buildScenario({ primary: version("a"), commands: [deploy(100, "b", { canaryPercent: 50 })] }),
    );
    simulation.advanceTo(1000);
    expect(simulation.status().canaryVersion).toMatchObject({ id: "v2", weight: 50 });
    simulation.command({ kind: "terminate" });
    expect(simulation.status()).toMatchObject({
      canaryVersion: null,
      primaryVersion: { id: "v1", weight: 100 },
    });
  });
});
