import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kubeRay } from "../../../src/strategies/kubeRay/kubeRay.ts";
import {
  type KubeRayOptions,
  kubeRayOptionsSchema,
} from "../../../src/strategies/kubeRay/kubeRayOptionsSchema.ts";
import { kubeRaySequence } from "../../../src/strategies/kubeRay/kubeRaySequence.ts";
import type { StrategyCommand } from "../../../src/strategies/StrategyCommand.ts";
import type { StrategyTrace } from "../../../src/strategies/StrategyLaw.ts";
import { strategyLaws } from "../../../src/strategies/strategyLaws.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { breachesOf, linesOf, outcomesOf, type Play, play } from "../play.ts";
import type { ToyVersion } from "../ToyWorld.ts";
import { toyWorldArbitrary } from "../toyWorldArbitrary.ts";
import { kubeRayOptionsArbitrary } from "./kubeRayOptionsArbitrary.ts";

const version: ToyVersion = {
  deployments: { model: 10 },
  headSeconds: 9,
  replicaSeconds: 20,
  drainSeconds: 5,
};
const dead: ToyVersion = { ...version, replicaSeconds: Infinity };

function inSteps(maxSurgePercent: number, stepSizePercent: number, intervalSeconds = 10): KubeRayOptions {
  return kubeRayOptionsSchema.parse({
    type: "NewClusterWithIncrementalUpgrade",
    maxSurgePercent,
    stepSizePercent,
    intervalSeconds,
  });
}

const [v0, v1, v2, v3] = [0, 1, 2, 3].map(versionId) as [
  ReturnType<typeof versionId>,
  ReturnType<typeof versionId>,
  ReturnType<typeof versionId>,
  ReturnType<typeof versionId>,
];

type Given = Play<KubeRayOptions, StrategyCommand>;

function played(given: Omit<Given, "untilSeconds" | "versions"> & Partial<Given>) {
  return play(kubeRay, { versions: [version, version, version, version], untilSeconds: 1200, ...given });
}

/** Capacities of the first two versions and the traffic of the second, in percent, after every change. */
function sharesOf(trace: StrategyTrace<KubeRayOptions, StrategyCommand>): readonly string[] {
  const shares = { active: 100, pending: 0, traffic: 0 };
  const lines: string[] = [];
  for (const action of trace.moments.flatMap(({ actions }) => actions)) {
    if (action.kind === "set-capacity") {
      if (action.version === v0) shares.active = action.capacityPercent;
      else shares.pending = action.capacityPercent;
    } else if (action.kind === "set-weights") {
      shares.traffic = action.weights.get(v1) ?? 0;
    } else continue;
    lines.push(`${shares.active + shares.pending}: ${shares.active}/${shares.pending} ${shares.traffic}`);
  }
  return lines;
}

describe("KubeRay upgrading in steps", () => {
  it("passes through 130, 100, 130, 100, 130, 100, 110 and 100 % with a surge of 30", () => {
    const { trace } = played({ options: inSteps(30, 30) });
    expect(sharesOf(trace)).toEqual([
      "100: 100/0 0",
      "130: 100/30 0",
      "130: 100/30 30",
      "100: 70/30 30",
      "130: 70/60 30",
      "130: 70/60 60",
      "100: 40/60 60",
      "130: 40/90 60",
      "130: 40/90 90",
      "100: 10/90 90",
      "110: 10/100 90",
      "110: 10/100 100",
      "100: 0/100 100",
    ]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("plays what it has scheduled", () => {
    const { trace } = played({ options: inSteps(50, 20) });
    const scheduled = kubeRay
      .schedule?.(trace.start)
      .map(({ versions }) => versions.map(({ capacityPercent }) => capacityPercent).join("/"));
    const capacities = sharesOf(trace).map((line) => line.split(" ")[1]);
    expect([...new Set(capacities)]).toEqual([...new Set(scheduled)]);
  });

  it("holds the old cluster for its deletion delay after the promotion", () => {
    const { trace } = played({ options: inSteps(100, 100) });
    const lines = linesOf(trace);
    expect(lines).toContain("34 s: completed: the pending cluster has become the active one");
    // The next reconcile notices the cluster, 60 s later it is deleted.
    expect(lines.at(-1)).toBe("96 s: end 0 at-once");
  });

  it("moves traffic in the very reconcile that adds capacity, when the interval is over", () => {
    const { trace } = played({ options: inSteps(30, 30, 1) });
    const both = trace.moments.filter(
      ({ actions }) =>
        actions.some(({ kind }) => kind === "set-capacity") &&
        actions.some(({ kind }) => kind === "set-weights"),
    );
    expect(both.length).toBeGreaterThan(0);
  });

  it("stalls for ever and holds both clusters when the new one never serves", () => {
    const { trace, state, world } = played({ options: inSteps(30, 10), versions: [version, dead] });
    expect(sharesOf(trace).at(-1)).toBe("130: 100/30 0");
    expect(outcomesOf(trace)).toEqual([]);
    expect(state.pending).not.toBeNull();
    expect(world.heldReplicas()).toBe(13);
  });

  it.each([
    [0, 0, "maxSurgePercent", "100: 100/0 0"],
    [40, 0, "stepSizePercent", "140: 100/40 0"],
  ])("never moves with a surge of %i and a step of %i, and warns of it", (surge, step, field, last) => {
    const options = inSteps(surge, step);
    const { trace } = played({ options });
    expect(sharesOf(trace).at(-1)).toBe(last);
    expect(outcomesOf(trace)).toEqual([]);
    expect(kubeRay.warnings?.(trace.start).map((warning) => warning.field)).toEqual([field]);
    expect(kubeRay.warnings?.({ ...trace.start, options: inSteps(40, 1) })).toEqual([]);
    expect(kubeRaySequence(surge, step).length).toBeLessThan(3);
  });

  it("rolls back in steps when the old spec is deployed, and a dead version keeps traffic meanwhile", () => {
    const breaks: ToyVersion = { ...version, outages: [{ fromSeconds: 60, toSeconds: 10_000 }] };
    const { trace } = played({
      options: inSteps(50, 10),
      versions: [version, breaks, version],
      commands: [{ atSeconds: 61, command: { kind: "deploy", version: v2, equalTo: v0 } }],
    });
    const after = trace.moments.filter(({ view }) => view.nowSeconds >= 61);
    const weights = after.flatMap(({ view, actions }) =>
      actions.flatMap((action) =>
        action.kind === "set-weights" ? [`${view.nowSeconds} s: ${action.weights.get(v1) ?? 0}`] : [],
      ),
    );
    expect(weights).toEqual(["62 s: 20", "72 s: 10", "82 s: 0"]);
    expect(outcomesOf(trace)).toEqual(["rolled-back"]);
  });

  it("takes capacity down to 70 % while 90 % of the traffic is still there, in a rollback of a late upgrade", () => {
    const { trace } = played({
      options: inSteps(30, 30, 60),
      versions: [version, version, version],
      commands: [{ atSeconds: 213, command: { kind: "deploy", version: v2, equalTo: v0 } }],
    });
    const after = trace.moments.filter(({ view }) => view.nowSeconds >= 213);
    const shares = sharesOf({ ...trace, moments: after });
    expect(linesOf(trace)).toContain("213 s: capacity of 1: 70 %");
    expect(linesOf(trace)).toContain("244 s: weights 0: 40, 1: 60");
    expect(shares).toHaveLength(10);
    expect(outcomesOf(trace)).toEqual(["rolled-back"]);
  });

  it("resumes when the pending spec is deployed again", () => {
    const { trace } = played({
      options: inSteps(30, 30),
      commands: [
        { atSeconds: 40, command: { kind: "deploy", version: v2, equalTo: v0 } },
        { atSeconds: 41, command: { kind: "deploy", version: v3, equalTo: v1 } },
      ],
    });
    expect(outcomesOf(trace)).toEqual(["completed"]);
    expect(linesOf(trace).some((line) => line.includes("start 3"))).toBe(false);
  });

  it("goes back to the old cluster before it turns to a third spec", () => {
    const { trace } = played({
      options: inSteps(50, 50),
      commands: [{ atSeconds: 40, command: { kind: "deploy", version: v2, equalTo: null } }],
    });
    const lines = linesOf(trace);
    const starts = lines.filter((line) => line.includes("start "));
    expect(starts.filter((line) => /: start \d/.test(line))).toHaveLength(2);
    const back = lines.findIndex((line) => line.endsWith("weights 0: 100, 1: 0"));
    expect(back).toBeGreaterThan(-1);
    expect(back).toBeLessThan(lines.findIndex((line) => line.endsWith(": start 2")));
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("takes new options with a deploy, and refuses another way of upgrading while one is under way", () => {
    const deploy = (version: typeof v2, options: KubeRayOptions): StrategyCommand<KubeRayOptions> => ({
      kind: "deploy",
      version,
      equalTo: v1,
      options,
    });
    const changed = play(kubeRay, {
      options: inSteps(30, 0),
      versions: [version, version, version, version],
      commands: [
        { atSeconds: 100, command: deploy(v2, kubeRayOptionsSchema.parse({ type: "NewCluster" })) },
        { atSeconds: 200, command: deploy(v3, inSteps(30, 30)) },
      ],
      untilSeconds: 1200,
    });
    expect(changed.refusals).toHaveLength(1);
    expect(outcomesOf(changed.trace)).toEqual(["completed"]);
  });

  it("refuses what KubeRay has no command for, with a reason", () => {
    const refused = played({
      options: inSteps(50, 50),
      commands: [
        { atSeconds: 1, command: { kind: "pause" } },
        { atSeconds: 2, command: { kind: "roll-back", to: null } },
        { atSeconds: 3, command: { kind: "scale", deployment: "model", replicas: 2 } },
      ],
    });
    expect(refused.refusals).toHaveLength(3);
    expect(outcomesOf(refused.trace)).toEqual(["completed"]);
  });
});

describe("KubeRay with a new cluster", () => {
  const options = kubeRayOptionsSchema.parse({ type: "NewCluster" });

  it("moves all traffic at once when the second cluster serves", () => {
    const { trace } = played({ options });
    expect(linesOf(trace).filter((line) => line.includes("weights"))).toEqual(["32 s: weights 1: 100"]);
    expect(outcomesOf(trace)).toEqual(["completed"]);
  });

  it("waits for ever when there is no room for the second cluster", () => {
    const { trace, state } = played({ options, room: 15 });
    expect(outcomesOf(trace)).toEqual([]);
    expect(state.pending).not.toBeNull();
  });

  it("makes a third cluster when the old spec comes back during the upgrade", () => {
    const { trace } = played({
      options,
      commands: [{ atSeconds: 20, command: { kind: "deploy", version: v2, equalTo: v0 } }],
    });
    expect(linesOf(trace).filter((line) => /: start \d/.test(line))).toHaveLength(2);
    expect(outcomesOf(trace)).toEqual(["rolled-back"]);
  });
});

describe("KubeRay without upgrades", () => {
  it("begins nothing, and says so", () => {
    expect(() => played({ options: { type: "None" } })).toThrow("makes no new cluster");
  });
});

describe("KubeRay's options", () => {
  const written = {
    type: "NewClusterWithIncrementalUpgrade",
    maxSurgePercent: 50,
    stepSizePercent: 5,
    intervalSeconds: 1,
  };

  it("have KubeRay's defaults", () => {
    const { maxSurgePercent: _, ...rest } = written;
    expect(kubeRayOptionsSchema.parse(rest)).toEqual({
      ...rest,
      maxSurgePercent: 100,
      deletionDelaySeconds: 60,
    });
  });

  // The rows of TestValidateClusterUpgradeOptions, in our own words.
  it.each([
    [{ maxSurgePercent: -1 }],
    [{ maxSurgePercent: 101 }],
    [{ stepSizePercent: -1 }],
    [{ stepSizePercent: 101 }],
    [{ stepSizePercent: 51 }],
    [{ stepSizePercent: undefined }],
    [{ intervalSeconds: 0 }],
    [{ intervalSeconds: undefined }],
    [{ somethingElse: 1 }],
  ])("refuse %j", (change) => {
    expect(kubeRayOptionsSchema.safeParse({ ...written, ...change }).success).toBe(false);
  });
});

describe("laws of KubeRay", () => {
  const commands = fc
    .array(
      fc.record({
        atSeconds: fc.integer({ min: 1, max: 200 }),
        equalTo: fc.constantFrom(null, v0, v1),
      }),
      { maxLength: 2 },
    )
    .map((deploys) =>
      deploys
        .toSorted((a, b) => a.atSeconds - b.atSeconds)
        .map(({ atSeconds, equalTo }, index) => ({
          atSeconds,
          command: { kind: "deploy" as const, version: versionId(2 + index), equalTo },
        })),
    );

  it("hold whatever happens to the clusters, and whatever is deployed meanwhile", () => {
    fc.assert(
      fc.property(kubeRayOptionsArbitrary(), toyWorldArbitrary(4), commands, (options, world, deploys) => {
        const { trace } = play(kubeRay, { ...world, options, commands: deploys, untilSeconds: 300 });
        expect(breachesOf(trace, [...strategyLaws, ...kubeRay.laws])).toEqual([]);
      }),
      { numRuns: 60 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });

  it("are broken by a rollout that keeps none of them", () => {
    const { trace } = played({ options: inSteps(30, 30) });
    const [first] = trace.moments;
    const broken: typeof trace = {
      ...trace,
      moments: [
        {
          view: first!.view,
          command: null,
          actions: [
            {
              kind: "set-weights",
              endpoint: null,
              weights: new Map([
                [v1, 60],
                [v0, -30],
              ]),
            },
            {
              kind: "set-weights",
              endpoint: null,
              weights: new Map([
                [v1, 0.4],
                [v0, 0.6],
              ]),
            },
            { kind: "set-capacity", version: v1, capacityPercent: 90 },
            { kind: "set-weights", endpoint: null, weights: new Map([[v1, 1]]) },
            { kind: "end-version", version: v0, manner: "at-once" },
            { kind: "end-version", version: v1, manner: "at-once" },
          ],
        },
      ],
    };
    const ids = new Set(
      breachesOf(broken, [...strategyLaws, ...kubeRay.laws]).map((breach) => breach.split(":")[0]),
    );
    expect([...ids].toSorted()).toEqual([...strategyLaws, ...kubeRay.laws].map(({ id }) => id).toSorted());
  });
});
