import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { deployment } from "../../src/strategies/deployment/deployment.ts";
import {
  type DeploymentOptions,
  deploymentOptionsSchema,
} from "../../src/strategies/deployment/deploymentOptionsSchema.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";

const rolling = deploymentOptionsSchema.parse({ type: "RollingUpdate", maxSurge: 1, maxUnavailable: 0 });
const recreate = deploymentOptionsSchema.parse({ type: "Recreate" });

function version(image: string, replicas = 4, maxNodes = 40): ServiceVersion {
  return {
    ...buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: replicas } })],
      cluster: { ...buildCluster({ workerGroups: [buildWorkerGroup({ maxNodes })] }), headNode: null },
    }),
    config: { image_uri: image },
  };
}

function deploy(atSeconds: number, next: ServiceVersion, options: DeploymentOptions = rolling): TimedCommand {
  return { atSeconds, command: { kind: "deploy", version: next, strategy: choose(deployment, options) } };
}

function play(commands: readonly TimedCommand[], overrides: Partial<Scenario> = {}): SimulationResult {
  const scenario = buildScenario({
    primary: version("a"),
    replacements: "at-once",
    horizonSeconds: 4000,
    commands,
    ...overrides,
  });
  const result = simulate(scenario);
  const judged = checkInvariants(result, { replayed: simulate(scenario) });
  expect(judged.filter(({ status }) => status !== "passed")).toEqual([]);
  expect(judged.some(({ id }) => id === "deployment-surge-held")).toBe(true);
  return result;
}

describe("a rolling update on a shared cluster", () => {
  const result = play([deploy(100, version("b"))]);

  it("puts the pods of both versions on the nodes of one cluster, which outlives the old version", () => {
    expect(result.summary.outcome).toBe("completed");
    expect(new Set(result.nodes.map((node) => node.version))).toEqual(new Set(["v1"]));
    expect(result.versions.map(({ onClusterOf }) => onClusterOf)).toEqual([undefined, "v1"]);
    expect(result.events.some(({ kind }) => kind === "cluster-terminated")).toBe(false);
    expect(result.service).toMatchObject({ primaryVersion: { id: "v2" }, canaryVersion: null });
  });

  it("gives every version the part of the requests that its part of the ready pods is", () => {
    for (const { atSeconds, split, cause } of result.splits.filter((each) => each.cause === "step")) {
      const ready = (id: string) =>
        result.replicas.filter(
          (life) =>
            life.version === id &&
            (life.runningAtSeconds ?? Infinity) <= atSeconds &&
            (life.drainingAtSeconds ?? Infinity) > atSeconds,
        ).length;
      const percent = (100 * ready("v2")) / (ready("v1") + ready("v2"));
      const before = result.splits.findLast((each) => each.atSeconds < atSeconds);
      // Within an instant shares follow one change after the other: the last of them is what holds.
      const last = result.splits.findLast((each) => each.atSeconds === atSeconds && each.cause === cause);
      expect(last?.split.canary.trafficPercent, `${atSeconds} s after ${before?.atSeconds} s`).toBeCloseTo(
        percent,
        9,
      );
      expect(split.canary.trafficPercent + split.primary.trafficPercent).toBeCloseTo(100, 9);
    }
  });

  it("pays for no head node", () => {
    const hours = result.nodes.reduce(
      (sum, { launchedAtSeconds, releasedAtSeconds }) =>
        sum + ((releasedAtSeconds ?? 4000) - launchedAtSeconds) / 3600,
      0,
    );
    expect(result.summary.nodeHours).toBeCloseTo(hours, 9);
  });
});

describe("one pod and no machine to spare", () => {
  const primary = version("a", 1, 1);

  it("waits for ever, is reported as stuck once, and loses no request", () => {
    const { summary, rollouts, waitedFor } = play([deploy(100, version("b", 1, 1))], { primary });
    expect(summary).toMatchObject({ outcome: "in-progress", failedRequests: 0 });
    expect(rollouts[0]?.troubles).toMatchObject([{ atSeconds: 701, condition: "Progressing" }]);
    expect(waitedFor.map((wait) => wait.version)).toEqual(["v2"]);
  });

  it("is replaced where it may be unavailable, and requests are refused until the new one is ready", () => {
    const options = deploymentOptionsSchema.parse({
      type: "RollingUpdate",
      maxSurge: 0,
      maxUnavailable: 1,
    });
    const { summary, nodes } = play([deploy(100, version("b", 1, 1), options)], { primary });
    expect(summary.outcome).toBe("completed");
    expect(summary.failedRequests).toBe(summary.unavailableRequests);
    expect(summary.unavailableRequests).toBeGreaterThan(0);
    expect(nodes).toHaveLength(1);
  });
});

describe("a Deployment", () => {
  it("that is recreated serves nothing between its versions", () => {
    const { summary, replicas } = play([deploy(100, version("b"), recreate)]);
    expect(summary.outcome).toBe("completed");
    const oldGone = Math.max(
      ...replicas
        .filter((life) => life.version === "v1")
        .map(({ goneAtSeconds }) => goneAtSeconds ?? Infinity),
    );
    const newAsked = Math.min(
      ...replicas.filter((life) => life.version === "v2").map(({ requestedAtSeconds }) => requestedAtSeconds),
    );
    expect(newAsked).toBeGreaterThanOrEqual(oldGone);
  });

  it("goes back to the version before when it is told to, and the version that comes is ended", () => {
    const { summary, service, versions } = play([
      deploy(100, version("b")),
      { atSeconds: 130, command: { kind: "rollback", maxSurgePercent: 100 } },
    ]);
    expect(summary).toMatchObject({ outcome: "rolled-back", rollbacks: 1 });
    expect(service.primaryVersion.id).toBe("v1");
    expect(versions[1]?.changes.at(-1)?.state).toBe("TERMINATED");
  });

  it("may turn to a third version in the middle, which takes over from both", () => {
    const { summary, service } = play([deploy(100, version("b")), deploy(160, version("c"))]);
    expect(summary.outcome).toBe("completed");
    expect(service.primaryVersion.id).toBe("v3");
  });

  it("has pods that are started again where they are, with longer and longer pauses, and never gives up", () => {
    const { summary, events, rollouts } = play([deploy(100, version("b"))], {
      faults: [
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
      ],
    });
    const pauses = events
      .filter(({ kind }) => kind === "replica-restarting")
      .map(({ message }) => Number(/in (\d+) s$/.exec(message)?.[1]));
    expect(pauses.slice(0, 8)).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    expect(summary).toMatchObject({ outcome: "in-progress", failedRequests: 0 });
    expect(rollouts[0]?.troubles).toHaveLength(1);
  });

  it("cannot be rolled out as one with a Ray cluster is", () => {
    const { commands } = simulate(
      buildScenario({
        primary: version("a"),
        commands: [
          {
            atSeconds: 10,
            command: {
              kind: "deploy",
              version: version("b"),
              strategy: choose({ ...deployment, kind: "other", cluster: "own" }, rolling),
            },
          },
        ],
      }),
    );
    expect(commands).toMatchObject([{ accepted: false, message: expect.stringContaining("without Ray") }]);
  });
});
