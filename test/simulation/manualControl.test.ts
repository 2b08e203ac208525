import { describe, expect, it } from "vitest";
import type { Command, TimedCommand } from "../../src/simulation/Scenario.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { expectLawful, playLawfully } from "./playLawfully.ts";
import { heldAt, moments, playedRows, runningAt, serviceStates, versionStates } from "./readResult.ts";

const canaryTo = (atSeconds: number, canaryPercent: number, maxSurgePercent: number | null = null) =>
  ({
    atSeconds,
    command: { kind: "set-canary-percent", canaryPercent, maxSurgePercent },
  }) satisfies TimedCommand;
const rollbackAt = (atSeconds: number, maxSurgePercent: number) =>
  ({ atSeconds, command: { kind: "rollback", maxSurgePercent } }) satisfies TimedCommand;
const terminateAt = (atSeconds: number): TimedCommand => ({ atSeconds, command: { kind: "terminate" } });

describe("canary_percent", () => {
  it("moves capacity in steps of the surge, the last one just enough, and holds there until the end", () => {
    const result = playLawfully(buildScenario({ commands: [deployAt(0, { canaryPercent: 40 })] }));
    expect(playedRows(result)).toEqual([
      [0, 0, 100, 100],
      [25, 0, 100, 100],
      [25, 25, 75, 75],
      [40, 25, 75, 75],
      [40, 40, 60, 60],
    ]);
    expect(result.summary.outcome).toBe("paused");
    expect(serviceStates(result)).toEqual(["RUNNING", "ROLLING_OUT"]);
    // 8 × 40 % and 8 × 60 %, rounded up.
    expect(runningAt(result, 1200, { version: "v2" })).toHaveLength(4);
    expect(runningAt(result, 1200, { version: "v1" })).toHaveLength(5);
  });

  it("moves forward, back and forward again, and 100 completes", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 2400,
        commands: [
          deployAt(0, { canaryPercent: 25 }),
          canaryTo(400, 75),
          canaryTo(900, 10),
          canaryTo(1400, 100, 100),
        ],
      }),
    );
    expect(result.commands.every(({ accepted }) => accepted)).toBe(true);
    const trafficAt = (seconds: number) =>
      result.splits.filter(({ atSeconds }) => atSeconds <= seconds).at(-1)?.split.canary.trafficPercent;
    expect([399, 899, 1399].map(trafficAt)).toEqual([25, 75, 10]);
    expect(result.plans.map(({ plan }) => plan.outcome)).toEqual(["paused", "paused", "paused", "completed"]);
    expect(result.plans.map(({ plan }) => plan.maxSurgePercent)).toEqual([25, 25, 25, 100]);
    expect(result.summary.outcome).toBe("completed");
    expect(versionStates(result, "v1").at(-1)).toBe("TERMINATED");
  });

  it("does not roll back by itself when the canary becomes unhealthy, nor when the time is over", () => {
    const result = playLawfully(
      buildScenario({
        commands: [deployAt(0, { canaryPercent: 50, timeoutSeconds: 600 })],
        faults: [
          {
            name: "ill",
            trigger: { kind: "canary-traffic", percent: 50, delaySeconds: 60 },
            effect: {
              kind: "unhealthy",
              version: "canary",
              deployment: null,
              count: null,
              failsRequests: true,
            },
          },
        ],
      }),
    );
    expect(versionStates(result, "v2")).toContain("UNHEALTHY");
    expect(result.plans).toHaveLength(1);
    expect(result.summary).toMatchObject({ outcome: "paused", rollbacks: 0 });
    expect(result.summary.applicationErrorRequests).toBeGreaterThan(0);
  });

  it("does not roll back by itself on the way either", () => {
    const result = playLawfully(
      buildScenario({ commands: [deployAt(0, { canaryPercent: 50, timeoutSeconds: 150 })] }),
    );
    const reached = result.splits.find(({ split }) => split.canary.trafficPercent === 50)?.atSeconds;
    expect(reached).toBeGreaterThan(150);
    expect(result.summary).toMatchObject({ outcome: "paused", rollbacks: 0 });
  });

  it("takes automatic rollback away from a rollout that began without it", () => {
    const result = playLawfully(
      buildScenario({
        commands: [deployAt(0, { timeoutSeconds: 600 }), canaryTo(250, 25)],
      }),
    );
    expect(result.plans.map(({ control }) => control)).toEqual(["automatic", "manual"]);
    expect(result.summary).toMatchObject({ outcome: "paused", rollbacks: 0 });
  });

  it("leaves the primary its capacity, without traffic, where auto_complete_rollout is false", () => {
    const kept = playLawfully(
      buildScenario({ commands: [deployAt(0, { maxSurgePercent: 100, autoCompleteRollout: false })] }),
    );
    expect(playedRows(kept).at(-1)).toEqual([100, 100, 100, 0]);
    expect(runningAt(kept, 1200, { version: "v1" })).toHaveLength(8);
    expect(kept.summary.outcome).toBe("paused");

    const completed = playLawfully(
      buildScenario({
        commands: [deployAt(0, { maxSurgePercent: 100, autoCompleteRollout: false }), canaryTo(900, 100)],
      }),
    );
    expect(completed.summary.outcome).toBe("completed");
    expect(runningAt(completed, 1200, { version: "v1" })).toEqual([]);
  });
});

describe("a manual rollback", () => {
  const commands = [deployAt(0, { canaryPercent: 75 })];

  it("is the mirror image of the rollout with the surge of its own", () => {
    const result = playLawfully(
      buildScenario({ horizonSeconds: 2400, commands: [...commands, rollbackAt(900, 50)] }),
    );
    const back = result.steps.filter(({ planIndex }) => planIndex === 1);
    expect(back.map(({ canary, primary }) => [canary.capacityPercent, primary.capacityPercent])).toEqual([
      [75, 25],
      [75, 75],
      [25, 75],
      [25, 100],
      [0, 100],
    ]);
    expect(back.map(({ primary }) => primary.trafficPercent)).toEqual([25, 25, 75, 75, 100]);
    expect(result.summary).toMatchObject({ outcome: "rolled-back", failedRequests: 0 });
    expect(serviceStates(result)).toEqual(["RUNNING", "ROLLING_OUT", "ROLLING_BACK", "RUNNING"]);
    expect(versionStates(result, "v2").slice(-2)).toEqual(["TERMINATING", "TERMINATED"]);
    expect(runningAt(result, 2400, { version: "v1" })).toHaveLength(8);
  });

  it("shifts nothing back before the primary runs what the traffic needs", () => {
    const result = playLawfully(
      buildScenario({ horizonSeconds: 2400, commands: [...commands, rollbackAt(900, 25)] }),
    );
    const shifts = result.splits.filter(({ cause, planIndex }) => cause === "shift" && planIndex === 1);
    expect(shifts.length).toBeGreaterThan(0);
    for (const { atSeconds, split } of shifts) {
      const running = runningAt(result, atSeconds, { version: "v1" }).length;
      expect(running).toBeGreaterThanOrEqual((8 * split.primary.trafficPercent) / 100);
    }
  });

  it("waits, whenever it comes, until what drains is gone: never more than the surge is held", () => {
    // Requests of 15 s make every drain last, so that commands fall into it.
    const version = buildVersion({
      deployments: [
        buildDeployment({
          serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 15 } },
          gracefulShutdownTimeoutSeconds: 60,
        }),
      ],
    });
    for (let atSeconds = 205; atSeconds < 420; atSeconds += 7) {
      const result = playLawfully(
        buildScenario({
          primary: version,
          commands: [deployAt(0, {}, version), rollbackAt(atSeconds, 25)],
        }),
      );
      for (const moment of moments(result)) expect(heldAt(result, moment).length).toBeLessThanOrEqual(10);
      expect(result.summary.outcome).toBe("rolled-back");
    }
  });

  it("is taken up with another surge on its way, but not once the canary has given up its last replicas", () => {
    const slow = buildVersion({
      deployments: [
        buildDeployment({
          serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 15 } },
          maxOngoingRequests: 100,
        }),
      ],
    });
    const play = (...more: readonly TimedCommand[]) =>
      playLawfully(
        buildScenario({
          primary: slow,
          commands: [deployAt(0, { canaryPercent: 50 }, slow), rollbackAt(700.3, 25), ...more],
        }),
      );
    const goneAt =
      play().splits.find(({ atSeconds, split }) => atSeconds > 700.3 && split.canary.capacityPercent === 0)
        ?.atSeconds ?? Number.NaN;
    const early = play(rollbackAt(705.3, 100));
    expect(early.commands.at(-1)).toMatchObject({ accepted: true });
    expect(early.summary.outcome).toBe("rolled-back");
    const late = play(rollbackAt(goneAt + 1, 100));
    expect(late.commands.at(-1)).toMatchObject({
      accepted: false,
      message: "the rollout is being rolled back already",
    });
  });

  it("rolls back at once when it takes too long itself", () => {
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 4000,
        commands: [deployAt(0, { canaryPercent: 75, timeoutSeconds: 1000 }), rollbackAt(900, 25)],
        pools: [{ name: "gpus", maxNodes: 10 }],
        primary: pooled,
        faults: [
          {
            name: "none left",
            trigger: { kind: "at", atSeconds: 890 },
            effect: { kind: "stock-out", pool: "gpus", durationSeconds: 2000 },
          },
        ],
      }),
    );
    expect(result.plans.map(({ cause, atSeconds }) => [cause, atSeconds])).toEqual([
      ["deploy", 0],
      ["manual-rollback", 900],
      ["automatic-rollback", 1900],
    ]);
  });
});

const pooled = buildVersion({
  cluster: {
    ...buildVersion().cluster,
    workerGroups: buildVersion().cluster.workerGroups.map((group) => ({ ...group, pool: "gpus" })),
  },
});

describe("a command that cannot be done", () => {
  const deploy = deployAt(0, {}, pooled).command;
  const inPlace: Command = { kind: "update-in-place", version: buildVersion(), restarts: ["chat"] };
  const percent: Command = { kind: "set-canary-percent", canaryPercent: 50, maxSurgePercent: null };
  const rollback: Command = { kind: "rollback", maxSurgePercent: 25 };
  const terminate: Command = { kind: "terminate" };

  it.each<[string, readonly TimedCommand[], Command, RegExp]>([
    ["canary_percent without a rollout", [], percent, /no rollout is under way/],
    ["a rollback without a rollout", [], rollback, /no rollout is under way/],
    ["a rollback after its end", [deployAt(0)], rollback, /no rollout is under way/],
    [
      "a deploy during a rollout",
      [deployAt(0, { canaryPercent: 50 })],
      deploy,
      /another config is under way/,
    ],
    ["an in-place update during a rollout", [deployAt(0, { canaryPercent: 50 })], inPlace, /under way/],
    [
      "canary_percent during a rollback",
      [deployAt(0, { canaryPercent: 75 }), rollbackAt(899, 25)],
      percent,
      /being rolled back/,
    ],
    [
      "a deploy during an in-place update",
      [{ atSeconds: 899, command: inPlace }],
      deploy,
      /in-place update is under way/,
    ],
    ["anything but a deploy after terminate", [terminateAt(800)], rollback, /the service is terminated/],
    ["terminate twice", [terminateAt(899)], terminate, /terminates/],
    [
      "a percentage that is none",
      [deployAt(0, { canaryPercent: 50 })],
      { kind: "set-canary-percent", canaryPercent: 130, maxSurgePercent: null },
      /canaryPercent/,
    ],
    [
      "a rollback with surge 0",
      [deployAt(0, { canaryPercent: 50 })],
      { kind: "rollback", maxSurgePercent: 0 },
      /maxSurgePercent/,
    ],
  ])("refuses %s, says why, and changes nothing", (_, commands, refused, reason) => {
    const scenario = buildScenario({ commands });
    const told = startSimulation(scenario);
    const untold = startSimulation(scenario);
    for (const simulation of [told, untold]) simulation.advanceTo(900.3);
    const played = told.command(refused);
    expect(played).toMatchObject({ accepted: false, kind: refused.kind, atSeconds: 900.3 });
    expect(played.message).toMatch(reason);
    for (const simulation of [told, untold]) simulation.advanceTo(1200);
    expectLawful(told.result());
    const withoutTrace = ({
      commands: _commands,
      events: _events,
      summary: { refusedCommands: _refused, ...summary },
      ...rest
    }: ReturnType<typeof told.result>) => ({ ...rest, summary });
    expect(withoutTrace(told.result())).toEqual(withoutTrace(untold.result()));
    expect(told.result().events.filter(({ kind }) => kind === "command-refused")).toHaveLength(1);
  });
});

describe("a primary that has given up its last replicas", () => {
  // Its last requests take long, so that it drains for a while.
  const slow = buildVersion({
    deployments: [
      buildDeployment({
        serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 50 } },
        gracefulShutdownTimeoutSeconds: 100,
        maxOngoingRequests: 100,
      }),
    ],
  });
  const play = (commands: readonly TimedCommand[], timeoutSeconds = 7200) =>
    playLawfully(
      buildScenario({ primary: slow, commands: [deployAt(0, { timeoutSeconds }, slow), ...commands] }),
    );
  const whole = play([]);
  const leftAtSeconds =
    whole.splits.find(({ split }) => split.primary.capacityPercent === 0)?.atSeconds ?? Number.NaN;

  it("drains before the rollout is completed", () => {
    expect(whole.summary.outcome).toBe("completed");
    expect((whole.summary.durationMinutes ?? 0) * 60).toBeGreaterThan(leftAtSeconds + 20);
  });

  it("is not rolled back to by a command, for it could not serve", () => {
    const result = play([rollbackAt(leftAtSeconds + 5, 25), canaryTo(leftAtSeconds + 6, 50)]);
    expect(result.commands.map(({ accepted }) => accepted)).toEqual([true, false, false]);
    expect(result.commands[1]?.message).toMatch(/primary is being terminated/);
    expect(result.summary).toMatchObject({ outcome: "completed", failedRequests: 0 });
  });

  it("is not rolled back to when the time runs out, for it could not serve", () => {
    const result = play([], leftAtSeconds + 5);
    expect(result.summary).toMatchObject({ outcome: "completed", failedRequests: 0, rollbacks: 0 });
    // While it still has replicas, it is.
    expect(play([], leftAtSeconds - 5).summary).toMatchObject({ outcome: "rolled-back", rollbacks: 1 });
  });
});

describe("terminate", () => {
  it("ends everything at any moment of a rollout, and every request is accounted for", () => {
    for (let atSeconds = 11; atSeconds <= 700; atSeconds += 23) {
      const result = playLawfully(buildScenario({ commands: [deployAt(10), terminateAt(atSeconds)] }));
      expect(result.summary.outcome).toBe("terminated");
      expect(serviceStates(result).slice(-2)).toEqual(["TERMINATING", "TERMINATED"]);
      expect(result.replicas.every(({ goneAtSeconds }) => goneAtSeconds !== null)).toBe(true);
      expect(result.nodes.every(({ releasedAtSeconds }) => releasedAtSeconds !== null)).toBe(true);
      for (const { changes } of result.versions) expect(changes.at(-1)?.state).toBe("TERMINATED");
      expect(result.splits.filter(({ cause }) => cause === "terminate")).toHaveLength(1);
    }
  });
});
