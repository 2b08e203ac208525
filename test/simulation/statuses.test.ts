import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/faults/Fault.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { ServiceVersion, TimedCommand } from "../../src/simulation/Scenario.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import { buildAutoscaling, buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const application = buildDeployment().application;

/** The statuses of a version's deployment with their triggers, and those of its application, in the order of time. */
function storyOf(result: SimulationResult, version = "v1", name = "chat") {
  const history = result.versions.find(({ id }) => id === version)?.applications[0];
  return {
    application: history?.changes.map(({ status }) => status),
    deployment: history?.deployments
      .find((deployment) => deployment.name === name)
      ?.changes.map(({ status, trigger }) => `${status} ${trigger}`),
  };
}

const inPlace = (
  atSeconds: number,
  version: ServiceVersion,
  restarts: readonly string[] = [],
): TimedCommand => ({
  atSeconds,
  command: { kind: "update-in-place", version, restarts, changed: restarts },
});
const fixed = (numReplicas: number, more = {}) =>
  buildVersion({ deployments: [buildDeployment({ scaling: { kind: "static", numReplicas }, ...more })] });

describe("the statuses of an application and its deployment", () => {
  it("are healthy from the start where the service runs", () => {
    expect(storyOf(playLawfully(buildScenario()))).toEqual({
      application: ["NOT_STARTED", "RUNNING"],
      deployment: ["UPDATING CONFIG_UPDATE_STARTED", "HEALTHY CONFIG_UPDATE_COMPLETED"],
    });
  });

  it("are NOT_STARTED until the head node is up, then DEPLOYING until every replica runs", () => {
    const result = playLawfully(buildScenario({ start: "empty" }));
    expect(storyOf(result).application).toEqual(["NOT_STARTED", "DEPLOYING", "RUNNING"]);
    const [, deploying, running] = result.versions[0]?.applications[0]?.changes ?? [];
    expect(deploying?.atSeconds).toBe(20);
    const last = Math.max(...result.replicas.map(({ runningAtSeconds }) => runningAtSeconds ?? 0));
    expect(running?.atSeconds).toBe(last);
  });

  it("follow a canary whose capacity grows: its first step is the update, the others are scaling", () => {
    const result = playLawfully(
      buildScenario({ horizonSeconds: 2400, commands: [deployAt(100, { maxSurgePercent: 50 })] }),
    );
    expect(storyOf(result, "v2").deployment).toEqual([
      "UPDATING CONFIG_UPDATE_STARTED",
      "HEALTHY CONFIG_UPDATE_COMPLETED",
      "UPSCALING CONFIG_UPDATE_STARTED",
      "HEALTHY UPSCALE_COMPLETED",
    ]);
    expect(storyOf(result, "v1").deployment?.slice(2)).toEqual([
      "DOWNSCALING CONFIG_UPDATE_STARTED",
      "HEALTHY DOWNSCALE_COMPLETED",
      "DOWNSCALING CONFIG_UPDATE_STARTED",
      "UPDATING DELETING",
    ]);
    expect(storyOf(result, "v1").application?.at(-1)).toBe("DELETING");
  });

  it("scale where an in-place update changes the number of replicas alone, and update otherwise", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 2400,
        commands: [inPlace(100, fixed(10)), inPlace(900, fixed(10), ["chat"])],
      }),
    );
    expect(storyOf(result)).toEqual({
      application: ["NOT_STARTED", "RUNNING", "DEPLOYING", "RUNNING", "DEPLOYING", "RUNNING"],
      deployment: [
        "UPDATING CONFIG_UPDATE_STARTED",
        "HEALTHY CONFIG_UPDATE_COMPLETED",
        "UPSCALING CONFIG_UPDATE_STARTED",
        "HEALTHY UPSCALE_COMPLETED",
        "UPDATING CONFIG_UPDATE_STARTED",
        "HEALTHY CONFIG_UPDATE_COMPLETED",
      ],
    });
  });

  it("autoscale while the application runs", () => {
    const scaling = buildAutoscaling({
      minReplicas: 1,
      maxReplicas: 4,
      upscaleDelaySeconds: 10,
      downscaleDelaySeconds: 60,
    });
    const primary = buildVersion({ deployments: [buildDeployment({ scaling })] });
    const traffic = [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 8 }, endSeconds: 600 })];
    const { application: states, deployment } = storyOf(playLawfully(buildScenario({ primary, traffic })));
    expect(states).toEqual(["NOT_STARTED", "RUNNING"]);
    expect(deployment).toContain("UPSCALING AUTOSCALING");
    expect(deployment).toContain("HEALTHY UPSCALE_COMPLETED");
    expect(deployment?.slice(-2)).toEqual(["DOWNSCALING AUTOSCALING", "HEALTHY DOWNSCALE_COMPLETED"]);
  });

  it("tell of a replica that died once its health check fails, and of its recovery", () => {
    const faults: Fault[] = [
      {
        name: "crash",
        trigger: { kind: "at", atSeconds: 100 },
        effect: { kind: "replica-crash", version: "primary", deployment: null, count: 1 },
      },
    ];
    expect(storyOf(playLawfully(buildScenario({ faults })))).toEqual({
      application: ["NOT_STARTED", "RUNNING", "UNHEALTHY", "RUNNING"],
      deployment: [
        "UPDATING CONFIG_UPDATE_STARTED",
        "HEALTHY CONFIG_UPDATE_COMPLETED",
        "UNHEALTHY HEALTH_CHECK_FAILED",
        "HEALTHY UNSPECIFIED",
      ],
    });
  });

  it("fail where replicas of a canary never start", () => {
    const faults: Fault[] = [
      {
        name: "broken",
        trigger: { kind: "at", atSeconds: 0 },
        effect: {
          kind: "never-healthy",
          version: "canary",
          deployment: null,
          mode: "crashes",
          durationSeconds: null,
        },
      },
    ];
    const result = playLawfully(buildScenario({ faults, commands: [deployAt(100, { canaryPercent: 50 })] }));
    expect(storyOf(result, "v2")).toEqual({
      application: ["NOT_STARTED", "DEPLOYING", "DEPLOY_FAILED"],
      deployment: ["UPDATING CONFIG_UPDATE_STARTED", "DEPLOY_FAILED REPLICA_STARTUP_FAILED"],
    });
    const changes = result.versions[1]?.applications[0]?.changes;
    expect(changes?.at(-1)?.message).toBe("Failed to update the deployments ['chat'].");
  });

  it("are told of a removed deployment while it drains, and of its application without it", () => {
    const two = (names: readonly string[]) =>
      buildVersion({
        deployments: names.map((name) =>
          buildDeployment({ name, scaling: { kind: "static", numReplicas: 2 } }),
        ),
      });
    const result = playLawfully(
      buildScenario({ primary: two(["chat", "rank"]), commands: [inPlace(100, two(["chat"]))] }),
    );
    expect(storyOf(result, "v1", "rank").deployment?.at(-1)).toBe("UPDATING DELETING");
    expect(storyOf(result).application).toEqual(["NOT_STARTED", "RUNNING"]);
    expect(result.service.primaryVersion.applications[0]?.deployments.map(({ name }) => name)).toEqual([
      "chat",
    ]);
  });

  it("begin anew with a new head node", () => {
    const faults: Fault[] = [
      {
        name: "head",
        trigger: { kind: "at", atSeconds: 100 },
        effect: { kind: "head-node-death", version: "primary" },
      },
    ];
    const primary = buildVersion({ cluster: { ...buildVersion().cluster, gcsExternalStorage: true } });
    expect(storyOf(playLawfully(buildScenario({ primary, faults }))).deployment).toEqual([
      "UPDATING CONFIG_UPDATE_STARTED",
      "HEALTHY CONFIG_UPDATE_COMPLETED",
      "UPDATING CONFIG_UPDATE_STARTED",
      "HEALTHY CONFIG_UPDATE_COMPLETED",
    ]);
  });
});

describe("the status of a service", () => {
  const config = { name: "chat-service", query_auth_token_enabled: false };
  const version = { ...buildVersion(), config };
  const canary = { ...buildVersion(), config: { ...config, image_uri: "x:2" } };
  const simulation = startSimulation(
    buildScenario({
      primary: version,
      commands: [deployAt(100, { maxSurgePercent: 10, canaryPercent: 50 }, canary)],
    }),
  );

  it("has the fields of Anyscale's document, and those of Ray Serve for each application", () => {
    const status = simulation.status();
    expect(status).toMatchObject({
      name: "chat-service",
      state: "RUNNING",
      goalState: "RUNNING",
      queryAuthToken: null,
      canaryVersion: null,
      primaryVersion: {
        id: "v1",
        state: "RUNNING",
        weight: 100,
        currentWeight: 100,
        targetWeight: 100,
        createdAtSeconds: 0,
        config,
      },
    });
    expect(status.id).toMatch(/^service2_[a-z0-9]{26}$/);
    expect(status.queryUrl).toMatch(/^https:\/\/chat-service-[a-z0-9]{5}\./);
    expect(status.primaryVersion.applications).toEqual([
      {
        name: application,
        status: "RUNNING",
        message: "",
        deployments: [
          {
            name: "chat",
            status: "HEALTHY",
            trigger: "CONFIG_UPDATE_COMPLETED",
            message: "",
            targetReplicas: 8,
            replicas: { requested: 0, starting: 0, running: 8, draining: 0 },
          },
        ],
      },
    ]);
  });

  it("is the same service with the same id at every look, and its weights follow the rollout", () => {
    const { id } = simulation.status();
    simulation.advanceTo(101);
    const status = simulation.status();
    expect(status.id).toBe(id);
    expect(status).toMatchObject({
      state: "ROLLING_OUT",
      autoRolloutEnabled: false,
      primaryVersion: { weight: 100, targetWeight: 50 },
      canaryVersion: {
        id: "v2",
        weight: 0,
        currentWeight: 0,
        targetWeight: 50,
        createdAtSeconds: 100,
        config: canary.config,
      },
    });
    expect(status.canaryVersion?.applications[0]).toMatchObject({ status: "NOT_STARTED", deployments: [] });
    simulation.advanceTo(500);
    simulation.command({ kind: "rollback", maxSurgePercent: 25 });
    expect(simulation.status()).toMatchObject({
      canaryVersion: { targetWeight: 0 },
      primaryVersion: { targetWeight: 100 },
    });
  });

  it("stands in the result without configs, which nobody else may read", () => {
    const { service } = simulation.result();
    expect(service.name).toBe("chat-service");
    expect(JSON.stringify(service)).not.toContain("image_uri");
  });

  it("shows no applications of a service that is terminated", () => {
    simulation.command({ kind: "terminate" });
    simulation.advanceTo(1200);
    expect(simulation.status()).toMatchObject({
      state: "TERMINATED",
      goalState: "TERMINATED",
      primaryVersion: { state: "TERMINATED", weight: 100, applications: [] },
    });
  });
});
