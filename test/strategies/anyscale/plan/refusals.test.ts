import { describe, expect, it } from "vitest";
import { planRollback } from "../../../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../../../src/strategies/anyscale/plan/planRollout.ts";
import { adjustReplicas } from "../../../../src/strategies/capacity/adjustReplicas.ts";
import { PlanError, type PlanProblem } from "../../../../src/strategies/capacity/PlanError.ts";
import { planInPlace } from "../../../../src/strategies/inPlace/planInPlace.ts";

function problemsOf(run: () => unknown): readonly PlanProblem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems;
    throw error;
  }
  throw new Error("No error was thrown.");
}

/** As a program without types would call it. */
function call(run: (...inputs: never[]) => unknown, ...inputs: readonly unknown[]): unknown {
  return Reflect.apply(run, undefined, inputs);
}

const half = {
  canary: { capacityPercent: 50, trafficPercent: 50 },
  primary: { capacityPercent: 50, trafficPercent: 50 },
};

describe("a refusal names its setting", () => {
  it("of a count and a capacity", () => {
    const problems = problemsOf(() => adjustReplicas(-1, 101, "up"));
    expect(problems.map(({ field }) => field)).toEqual(["count", "capacityPercent"]);
    for (const { field, message } of problems) expect(message).toContain(field);
  });

  it("of a rounding, once, and also where there is nothing to round", () => {
    for (const run of [
      () => call(planRollout, { deployments: [], rounding: "down" }),
      () => call(planRollout, { deployments: [{ name: "a", numReplicas: 3 }], rounding: "down" }),
      () => call(planRollback, { from: half, rounding: "down" }),
      () =>
        call(planRollback, { from: half, deployments: [{ name: "a", numReplicas: 3 }], rounding: "down" }),
    ]) {
      expect(problemsOf(run).map(({ code, field }) => [code, field])).toEqual([
        ["unknown-rounding", "rounding"],
      ]);
    }
  });

  it("of a deployment to roll back, by its place", () => {
    const deployments = [{ name: "", numReplicas: 3 }];
    const fields = (options: object) =>
      problemsOf(() => call(planRollback, { from: half, ...options })).map(({ field }) => field);
    expect(fields({ deployments })).toEqual(["deployments[0].name"]);
    expect(fields({ deployments: [], canaryDeployments: deployments })).toEqual([
      "canaryDeployments[0].name",
    ]);
  });
});

describe("a service config whose parts cannot be told apart is refused, by the place and what stands there", () => {
  const named = { applications: [{ name: "a", deployments: [{ name: "x" }] }] };
  it.each([
    [7, "wrong-type", "", "must be a service config, not 7."],
    [{ applications: 7 }, "wrong-type", ".applications", "must be a list, not 7."],
    [{ applications: [7] }, "wrong-type", ".applications[0]", "must be an object, not 7."],
    [{ applications: [{ name: 7 }] }, "wrong-type", ".applications[0].name", "must be a name, not 7."],
    [
      { applications: [{ name: "a" }, { name: "a" }] },
      "duplicate-name",
      ".applications[1].name",
      '"a" is used twice; names must be unique.',
    ],
    [
      { applications: [{ name: "a", deployments: [{}] }] },
      "wrong-type",
      ".applications[0].deployments[0].name",
      "must be a name, not null.",
    ],
  ])("%j", (config, code, path, rest) => {
    for (const [field, inputs] of [
      ["before", [config, named]],
      ["after", [named, config]],
    ] as const) {
      const expected = { code, field: `${field}${path}`, message: `${field}${path} ${rest}` };
      expect(problemsOf(() => call(planInPlace, ...inputs))).toEqual([expected]);
    }
  });

  it("takes null for an absent list, and a missing application name for Ray Serve's default", () => {
    const one = { applications: [{ deployments: null }] };
    expect(planInPlace(one, { applications: [{ name: "default" }] })).toEqual({ kind: "unchanged" });
    const nothing = planInPlace(one, { applications: null });
    expect(nothing.kind).toBe("refused");
  });
});

describe("an in-place update that is refused says why", () => {
  const service = { applications: [{ name: "a" }] };
  it("for settings of a rollout", () => {
    const plan = planInPlace(service, service, { canaryPercent: 10, maxSurgePercent: 20 });
    expect(plan).toMatchObject({
      kind: "refused",
      problems: [
        {
          field: "canary_percent",
          reason: "canary_percent cannot be given for an in-place update: it moves no traffic.",
        },
        { field: "max_surge_percent", reason: expect.stringContaining("max_surge_percent cannot be given") },
      ],
    });
  });

  it("for a service without applications", () => {
    expect(planInPlace(service, { applications: [] })).toMatchObject({
      problems: [{ field: "applications", reason: "A service needs at least one application." }],
    });
  });
});

describe("an in-place update restarts what its change reaches, and nothing beside it", () => {
  const image = (uri: string) => ({ ray_actor_options: { runtime_env: { image_uri: uri } } });
  const before = {
    applications: [
      { name: "a", deployments: [{ name: "x", ...image("1") }, { name: "y" }] },
      { name: "b", deployments: [{ name: "x", ...image("1") }] },
    ],
  };

  it("not a deployment of the same name in another application", () => {
    const after = {
      applications: [
        { name: "a", deployments: [{ name: "x", ...image("2") }, { name: "y" }] },
        before.applications[1],
      ],
    };
    expect(planInPlace(before, after)).toMatchObject({
      kind: "heavyweight",
      restarts: [{ application: "a", deployment: "x" }],
      restartedApplications: [],
    });
  });

  it("not a deployment that changes lightly beside it", () => {
    const after = {
      applications: [
        {
          name: "a",
          deployments: [
            { name: "x", ...image("2") },
            { name: "y", num_replicas: 3 },
          ],
        },
        before.applications[1],
      ],
    };
    expect(planInPlace(before, after)).toMatchObject({ restarts: [{ application: "a", deployment: "x" }] });
  });

  it("not one that only comes with it, though the application restarts as a whole", () => {
    const [a, b] = before.applications;
    const after = {
      applications: [{ ...a, import_path: "new:app", deployments: [...a!.deployments, { name: "new" }] }, b],
    };
    expect(planInPlace(before, after)).toMatchObject({
      kind: "heavyweight",
      restarts: [
        { application: "a", deployment: "x" },
        { application: "a", deployment: "y" },
      ],
      restartedApplications: ["a"],
    });
  });

  it("and tells options that come, change and go apart", () => {
    const at = (options: object) => ({
      applications: [{ name: "a", deployments: [{ name: "x", ...options }] }],
    });
    const changesOf = (from: object, to: object) => {
      const plan = planInPlace(at(from), at(to));
      return "changes" in plan
        ? plan.changes.map(({ path, change }) => [path.split(".").at(-1), change])
        : plan.kind;
    };
    expect(changesOf({}, { num_replicas: 2 })).toEqual([["num_replicas", "added"]]);
    expect(changesOf({ num_replicas: 2 }, { num_replicas: 3 })).toEqual([["num_replicas", "changed"]]);
    expect(changesOf({ num_replicas: 2 }, {})).toEqual([["num_replicas", "removed"]]);
    expect(changesOf({ num_replicas: 2 }, { num_replicas: null })).toEqual([["num_replicas", "removed"]]);
  });
});

describe("a rollout from a split with room and with idle capacity", () => {
  it("uses the room before it takes capacity away", () => {
    const { steps } = planRollout({
      maxSurgePercent: 25,
      from: {
        canary: { capacityPercent: 10, trafficPercent: 10 },
        primary: { capacityPercent: 100, trafficPercent: 90 },
      },
      deployments: [{ name: "a", numReplicas: 8 }],
    });
    expect(steps[1]).toMatchObject({
      kind: "scale-up",
      canary: { capacityPercent: 25, trafficPercent: 10 },
      primary: { capacityPercent: 100, trafficPercent: 90 },
    });
  });
});
