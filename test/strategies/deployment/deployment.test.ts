import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deployment } from "../../../src/strategies/deployment/deployment.ts";
import {
  type DeploymentOptions,
  deploymentOptionsSchema,
} from "../../../src/strategies/deployment/deploymentOptionsSchema.ts";
import type { StrategyCommand } from "../../../src/strategies/StrategyCommand.ts";
import type { StrategyTrace } from "../../../src/strategies/StrategyLaw.ts";
import { strategyLaws } from "../../../src/strategies/strategyLaws.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { breachesOf, linesOf, outcomesOf, type Play, play } from "../play.ts";
import type { ToyVersion } from "../ToyWorld.ts";
import { toyWorldArbitrary } from "../toyWorldArbitrary.ts";
import { deploymentOptionsArbitrary } from "./deploymentOptionsArbitrary.ts";

const v0 = versionId(0);
const v1 = versionId(1);
const v2 = versionId(2);

function sized(replicas: number, replicaSeconds = 20): ToyVersion {
  return { deployments: { model: replicas }, headSeconds: 0, replicaSeconds, drainSeconds: 5 };
}

function rolling(given: Record<string, unknown> = {}): DeploymentOptions {
  return deploymentOptionsSchema.parse({ type: "RollingUpdate", ...given });
}

type Given = Play<DeploymentOptions, StrategyCommand>;

function played(given: Omit<Given, "untilSeconds"> & Partial<Given>) {
  return play(deployment, { untilSeconds: 3000, ...given });
}

/** What each set of `model` wants after every change: the time, then the replicas by version. */
function setsOf(trace: StrategyTrace<DeploymentOptions, StrategyCommand>): readonly string[] {
  const wanted = new Map<number, number>([
    [0, trace.start.view.versions[0]?.deployments[0]?.configuredReplicas ?? 0],
  ]);
  return trace.moments.flatMap(({ view, actions }) =>
    actions.flatMap((action) => {
      if (action.kind !== "set-replicas") return [];
      wanted.set(action.version, action.replicas);
      return [`${view.nowSeconds} s: ${[...wanted.values()].join("+")}`];
    }),
  );
}

describe("the options of a Deployment", () => {
  it("mean a rolling update where no type is written, as in a manifest", () => {
    expect(deploymentOptionsSchema.parse({ maxSurge: 1, maxUnavailable: 0 })).toEqual(
      deploymentOptionsSchema.parse({ type: "RollingUpdate", maxSurge: 1, maxUnavailable: 0 }),
    );
    expect(deploymentOptionsSchema.parse({})).toMatchObject({ type: "RollingUpdate", maxSurge: "25%" });
    expect(deploymentOptionsSchema.safeParse({ type: "recreate" }).success).toBe(false);
  });
});

describe("a Deployment that rolls", () => {
  it("replaces four replicas by the default quarter, one too many and one too few", () => {
    const { trace, world } = played({ options: rolling(), versions: [sized(4), sized(4)] });
    expect(setsOf(trace)).toEqual([
      "0 s: 4+1",
      "0 s: 3+1",
      "0 s: 3+2",
      "20 s: 1+2",
      "20 s: 1+4",
      "40 s: 0+4",
    ]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
    // What still drains of the old version is given up with it.
    expect(linesOf(trace).slice(-2)).toEqual([
      "40 s: end 0 drained",
      "40 s: completed: every replica is of the wanted version and available",
    ]);
    // A replica that drains still holds its place, which no rule of Kubernetes counts.
    expect(world.mostReplicas).toBeGreaterThan(5);
  });

  it("replaces one replica by one more, before it stops the old one", () => {
    const { trace } = played({ options: rolling(), versions: [sized(1), sized(1)] });
    expect(setsOf(trace)).toEqual(["0 s: 1+1", "20 s: 0+1"]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("waits for ever for a machine when its one replica may not stop and no other fits", () => {
    const { trace, state } = played({ options: rolling(), versions: [sized(1), sized(1)], room: 1 });
    expect(setsOf(trace)).toEqual(["0 s: 1+1"]);
    expect(outcomesOf(trace)).toEqual([]);
    // A deadline is a condition only.
    expect(linesOf(trace).at(-1)).toBe(
      "601 s: Progressing: model has made no progress for 600 s (ProgressDeadlineExceeded); nothing is rolled back",
    );
    expect(state.objects[0]?.progressing?.reason).toBe("ProgressDeadlineExceeded");
    expect(deployment.warnings?.(trace.start).map(({ field }) => field)).toEqual(["maxUnavailable"]);
  });

  it("gets by without room when a replica may be unavailable", () => {
    const { trace } = played({
      options: rolling({ maxSurge: 0, maxUnavailable: 1 }),
      versions: [sized(1), sized(1)],
      room: 1,
    });
    expect(setsOf(trace)).toEqual(["0 s: 0", "0 s: 0+1"]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
    expect(deployment.warnings?.(trace.start)).toEqual([]);
  });

  it("counts a replica only when it has been ready for minReadySeconds", () => {
    const { trace } = played({
      options: rolling({ minReadySeconds: 30 }),
      versions: [sized(1), sized(1)],
    });
    expect(setsOf(trace)).toEqual(["0 s: 1+1", "50 s: 0+1"]);
  });

  it("stops when the new version never becomes ready, with the old replicas that it may not stop", () => {
    const { trace } = played({ options: rolling(), versions: [sized(8), sized(8, Infinity)] });
    expect(setsOf(trace).at(-1)).toBe("0 s: 6+4");
    expect(outcomesOf(trace)).toEqual([]);
  });

  it("takes the replicas of a broken version first when a third one is deployed", () => {
    const { trace } = played({
      options: rolling(),
      versions: [sized(8), sized(8, Infinity), sized(8)],
      commands: [{ atSeconds: 100, command: { kind: "deploy", version: v2, equalTo: null } }],
    });
    const later = setsOf(trace).filter((line) => line.startsWith("100 s"));
    // The six available replicas of the first version stay until new ones are available.
    expect(later).toEqual(["100 s: 6+0", "100 s: 6+0+4"]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("goes back by its own rules on a rollback, and adopts the old set", () => {
    const { trace } = played({
      options: rolling(),
      versions: [sized(8), sized(8, Infinity)],
      commands: [{ atSeconds: 100, command: { kind: "roll-back", to: null } }],
    });
    // The replicas of the broken version make room first.
    expect(setsOf(trace).filter((line) => line.startsWith("100 s"))).toEqual(["100 s: 6+0", "100 s: 8+0"]);
    expect(outcomesOf(trace)).toEqual(["rolled-back"]);
  });

  it("scales all sets in proportion in the middle of a rollout", () => {
    const { trace } = played({
      options: rolling({ maxSurge: 3, maxUnavailable: 2 }),
      versions: [sized(10), sized(10, Infinity)],
      commands: [{ atSeconds: 100, command: { kind: "scale", deployment: "model", replicas: 15 } }],
    });
    // The example of the documentation of Deployments: 8 and 5 of 10 + 3 become 11 and 7 of 15 + 3.
    expect(
      setsOf(trace)
        .filter((line) => line.startsWith("0 s"))
        .at(-1),
    ).toBe("0 s: 8+5");
    expect(
      setsOf(trace)
        .filter((line) => line.startsWith("100 s"))
        .at(-1),
    ).toBe("100 s: 11+7");
  });

  it("scales the old version first when a deploy changes template and number at once", () => {
    const { trace } = played({ options: rolling(), versions: [sized(2), sized(6)] });
    expect(setsOf(trace)[0]).toBe("0 s: 6");
  });

  it("does nothing while it is paused, and its deadline stands still", () => {
    const { trace } = played({
      options: rolling({ progressDeadlineSeconds: 60 }),
      versions: [sized(4), sized(4)],
      commands: [
        { atSeconds: 10, command: { kind: "pause" } },
        { atSeconds: 500, command: { kind: "resume" } },
      ],
    });
    expect(setsOf(trace).filter((line) => !line.startsWith("0 s"))[0]).toMatch(/^500 s/);
    expect(linesOf(trace).some((line) => line.includes("ProgressDeadlineExceeded"))).toBe(false);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("refuses what kubectl refuses, with a reason", () => {
    const { refusals } = played({
      options: rolling(),
      versions: [sized(4), sized(4)],
      commands: [
        { atSeconds: 1, command: { kind: "resume" } },
        { atSeconds: 2, command: { kind: "roll-back", to: v1 } },
        { atSeconds: 3, command: { kind: "pause" } },
        { atSeconds: 4, command: { kind: "pause" } },
        { atSeconds: 5, command: { kind: "roll-back", to: v0 } },
        { atSeconds: 6, command: { kind: "scale", deployment: "other", replicas: 1 } },
      ],
    });
    expect(refusals).toHaveLength(5);
    expect(new Set(refusals).size).toBe(5);
  });

  it("creates what only the new version has, and empties what only the old one had", () => {
    const { trace, world } = played({
      options: rolling(),
      versions: [
        { ...sized(1), deployments: { model: 2, gone: 3 } },
        { ...sized(1), deployments: { model: 2, added: 4 } },
      ],
    });
    const lines = linesOf(trace);
    expect(lines).toContain("0 s: gone of 0: 0");
    expect(lines).toContain("0 s: added of 1: 4");
    expect(outcomesOf(trace)).toEqual(["completed"]);
    expect(world.heldReplicas()).toBe(6);
  });
});

describe("a Deployment that is recreated", () => {
  it("stops all replicas, waits until they are gone, and starts the new ones", () => {
    const options = deploymentOptionsSchema.parse({ type: "Recreate" });
    const { trace } = played({ options, versions: [sized(3), sized(3)] });
    expect(setsOf(trace)).toEqual(["0 s: 0", "5 s: 0+3"]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });
});

describe("options of a Deployment", () => {
  it("have Kubernetes' defaults", () => {
    expect(rolling()).toEqual({
      type: "RollingUpdate",
      maxSurge: "25%",
      maxUnavailable: "25%",
      minReadySeconds: 0,
      progressDeadlineSeconds: 600,
    });
  });

  it.each([
    [{ maxSurge: 0, maxUnavailable: 0 }],
    [{ maxSurge: "0%", maxUnavailable: 0 }],
    [{ maxUnavailable: "101%" }],
    [{ maxSurge: -1 }],
    [{ maxSurge: "a quarter" }],
    [{ maxSurge: 1.5 }],
    [{ progressDeadlineSeconds: 5, minReadySeconds: 5 }],
    [{ partition: 1 }],
  ])("refuse %j", (change) => {
    expect(deploymentOptionsSchema.safeParse({ type: "RollingUpdate", ...change }).success).toBe(false);
  });

  it.each([[{ maxSurge: "250%" }], [{ maxSurge: 0, maxUnavailable: "1%" }]])("take %j", (change) => {
    expect(deploymentOptionsSchema.safeParse({ type: "RollingUpdate", ...change }).success).toBe(true);
  });
});

describe("laws of a Deployment", () => {
  const commands: fc.Arbitrary<readonly { atSeconds: number; command: StrategyCommand }[]> = fc
    .array(
      fc.record({
        atSeconds: fc.integer({ min: 0, max: 200 }),
        command: fc.oneof(
          fc.constantFrom<StrategyCommand>(
            { kind: "roll-back", to: null },
            { kind: "roll-back", to: v0 },
            { kind: "pause" },
            { kind: "resume" },
            { kind: "deploy", version: v2, equalTo: null },
            { kind: "deploy", version: versionId(3), equalTo: v0 },
          ),
          fc.integer({ min: 0, max: 9 }).map(
            (replicas): StrategyCommand => ({
              kind: "scale",
              deployment: "model",
              replicas,
            }),
          ),
        ),
      }),
      { maxLength: 3 },
    )
    .map((given) => given.toSorted((a, b) => a.atSeconds - b.atSeconds));

  it("hold whatever happens to the replicas, and whatever is commanded meanwhile", () => {
    fc.assert(
      fc.property(
        deploymentOptionsArbitrary(),
        toyWorldArbitrary(4),
        commands,
        fc.boolean(),
        (options, world, given, isSteady) => {
          const [first, ...rest] = world.versions;
          // Most rollouts keep the number of replicas, on which two of the laws rest.
          const versions = isSteady
            ? [first!, ...rest.map((version) => ({ ...version, deployments: first!.deployments }))]
            : world.versions;
          const { trace } = play(deployment, {
            ...world,
            versions,
            options,
            commands: given,
            untilSeconds: 400,
          });
          expect(breachesOf(trace, [...strategyLaws, ...deployment.laws])).toEqual([]);
        },
      ),
      { numRuns: 150 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });

  it("are broken by a rollout that keeps none of them", () => {
    const { trace } = played({ options: rolling(), versions: [sized(4), sized(4)] });
    const [first] = trace.moments;
    const moment = (actions: (typeof trace.moments)[number]["actions"]) => ({
      view: first!.view,
      command: null,
      actions,
    });
    const moments = [
      moment([
        { kind: "start-version", version: v1 },
        { kind: "set-replicas", version: v1, deployment: "model", replicas: 9 },
        { kind: "set-replicas", version: v0, deployment: "model", replicas: 0 },
        { kind: "end", outcome: "rolled-back", reason: "" },
      ]),
    ];
    const ids = (given: typeof trace) =>
      breachesOf(given, deployment.laws).map((breach) => breach.split(":")[0]);
    expect(ids({ ...trace, moments })).toEqual([
      "deployment-surge-held",
      "deployment-surge-held",
      "deployment-availability-held",
      "deployment-never-rolls-back",
    ]);
    const options = deploymentOptionsSchema.parse({ type: "Recreate" });
    expect(ids({ ...trace, moments, start: { ...trace.start, options } })).toContain(
      "deployment-recreate-empties-first",
    );
  });
});
