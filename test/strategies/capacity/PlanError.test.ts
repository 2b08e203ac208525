import { describe, expect, it } from "vitest";
import { PlanError, planRollback, planRollout } from "../../../src/planner.ts";
import { split } from "../anyscale/plan/planLaws.ts";

const deployments = [{ name: "Model", numReplicas: 4 }];

/** As a program without types would call it. */
function planFrom(options: object): unknown {
  return Reflect.apply(planRollout, undefined, [{ deployments, ...options }]);
}

function errorOf(run: () => unknown): PlanError {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
  throw new Error("No error was thrown.");
}

const autoscaled = (minReplicas: unknown, maxReplicas: unknown, initialReplicas?: unknown) => ({
  deployments: [{ name: "Model", autoscaling: { minReplicas, maxReplicas, initialReplicas } }],
});

describe("impossible input", () => {
  it.each([
    // options, code, field
    [{ maxSurgePercent: 0 }, "surge-out-of-range", "maxSurgePercent"],
    [{ maxSurgePercent: -1 }, "surge-out-of-range", "maxSurgePercent"],
    [{ maxSurgePercent: 101 }, "surge-out-of-range", "maxSurgePercent"],
    [{ maxSurgePercent: 2 ** 53 }, "surge-out-of-range", "maxSurgePercent"],
    [{ maxSurgePercent: 12.5 }, "not-a-whole-number", "maxSurgePercent"],
    [{ maxSurgePercent: Number.NaN }, "not-a-whole-number", "maxSurgePercent"],
    [{ maxSurgePercent: Number.POSITIVE_INFINITY }, "not-a-whole-number", "maxSurgePercent"],
    [{ maxSurgePercent: "25" }, "not-a-whole-number", "maxSurgePercent"],
    [{ maxSurgePercent: null }, "not-a-whole-number", "maxSurgePercent"],
    [{ canaryPercent: 101 }, "percent-out-of-range", "canaryPercent"],
    [{ canaryPercent: -1 }, "percent-out-of-range", "canaryPercent"],
    [{ canaryPercent: 33.3 }, "not-a-whole-number", "canaryPercent"],
    [{ canaryPercent: Number.NaN }, "not-a-whole-number", "canaryPercent"],
    [{ rounding: "down" }, "unknown-rounding", "rounding"],
    [{ trafficPattern: "azure" }, "bad-traffic-pattern", "trafficPattern"],
    [{ trafficPattern: "toString" }, "bad-traffic-pattern", "trafficPattern"],
    [{ trafficPattern: [] }, "bad-traffic-pattern", "trafficPattern"],
    [{ trafficPattern: [10, 50] }, "bad-traffic-pattern", "trafficPattern"],
    [{ trafficPattern: [50, 10, 100] }, "bad-traffic-pattern", "trafficPattern[1]"],
    [{ trafficPattern: [50, 50, 100] }, "bad-traffic-pattern", "trafficPattern[1]"],
    [{ trafficPattern: [0, 0, 100] }, "bad-traffic-pattern", "trafficPattern[1]"],
    [{ trafficPattern: [0.5, 100] }, "bad-traffic-pattern", "trafficPattern[0]"],
    [{ trafficPattern: [100, 101] }, "bad-traffic-pattern", "trafficPattern[1]"],
    [{ trafficPattern: [Number.NaN, 100] }, "bad-traffic-pattern", "trafficPattern[0]"],
    [{ maxSurgePercent: 25, trafficPattern: [] }, "bad-traffic-pattern", "trafficPattern"],
    [{ autoCompleteRollout: "no" }, "wrong-type", "autoCompleteRollout"],
    [{ from: null }, "wrong-type", "from"],
    [{ from: { ...split(0, 0, 100, 100), canary: null } }, "wrong-type", "from.canary"],
    [{ from: split(50, 40, 60, 50) }, "illegal-split", "from"],
    [{ from: split(50, 60, 50, 40) }, "illegal-split", "from.canary"],
    [{ from: split(75, 50, 25, 50) }, "illegal-split", "from.primary"],
    [{ from: split(101, 50, 50, 50) }, "percent-out-of-range", "from.canary.capacityPercent"],
    [{ from: split(50, 50, 50, 49.5) }, "not-a-whole-number", "from.primary.trafficPercent"],
    [{ deployments: undefined }, "wrong-type", "deployments"],
    [{ deployments: {} }, "wrong-type", "deployments"],
    [{ deployments: [null] }, "wrong-type", "deployments[0]"],
    [{ deployments: [{ name: "", numReplicas: 1 }] }, "empty-name", "deployments[0].name"],
    [{ deployments: [{ name: " ", numReplicas: 1 }] }, "empty-name", "deployments[0].name"],
    [{ deployments: [{ numReplicas: 1 }] }, "wrong-type", "deployments[0].name"],
    [{ deployments: [{ name: "Model" }] }, "ambiguous-replicas", "deployments[0]"],
    [
      { deployments: [{ name: "Model", numReplicas: 1, autoscaling: { minReplicas: 1, maxReplicas: 2 } }] },
      "ambiguous-replicas",
      "deployments[0]",
    ],
    [
      { deployments: [{ name: "Model", numReplicas: -1 }] },
      "replicas-out-of-range",
      "deployments[0].numReplicas",
    ],
    [
      { deployments: [{ name: "Model", numReplicas: 2 ** 53 }] },
      "replicas-out-of-range",
      "deployments[0].numReplicas",
    ],
    [
      { deployments: [{ name: "Model", numReplicas: 1_000_000_001 }] },
      "replicas-out-of-range",
      "deployments[0].numReplicas",
    ],
    [
      { deployments: [{ name: "Model", numReplicas: 1.5 }] },
      "not-a-whole-number",
      "deployments[0].numReplicas",
    ],
    [
      { deployments: [{ name: "M", numReplicas: Number.NaN }] },
      "not-a-whole-number",
      "deployments[0].numReplicas",
    ],
    [{ deployments: [...deployments, ...deployments] }, "duplicate-name", "deployments[1].name"],
    [{ canaryDeployments: [...deployments, ...deployments] }, "duplicate-name", "canaryDeployments[1].name"],
    [autoscaled(3, 2), "min-above-max", "deployments[0].autoscaling.minReplicas"],
    [autoscaled(0, 0), "replicas-out-of-range", "deployments[0].autoscaling.maxReplicas"],
    [autoscaled(-1, 2), "replicas-out-of-range", "deployments[0].autoscaling.minReplicas"],
    [autoscaled(1, 2 ** 53), "replicas-out-of-range", "deployments[0].autoscaling.maxReplicas"],
    [autoscaled(2, 4, 1), "initial-outside-bounds", "deployments[0].autoscaling.initialReplicas"],
    [autoscaled(2, 4, 5), "initial-outside-bounds", "deployments[0].autoscaling.initialReplicas"],
    [autoscaled(2, 4, 2.5), "not-a-whole-number", "deployments[0].autoscaling.initialReplicas"],
    [{ deployments: [{ name: "M", autoscaling: 3 }] }, "wrong-type", "deployments[0].autoscaling"],
    [
      { deployments: [{ name: "M", numReplicas: 5, gangSize: 2 }] },
      "partial-gang",
      "deployments[0].numReplicas",
    ],
    [
      { deployments: [{ name: "M", numReplicas: 0, gangSize: 0 }] },
      "replicas-out-of-range",
      "deployments[0].gangSize",
    ],
    [
      { deployments: [{ name: "M", numReplicas: 4, gangSize: "2" }] },
      "not-a-whole-number",
      "deployments[0].gangSize",
    ],
    [
      { deployments: [{ name: "M", gangSize: 2, autoscaling: { minReplicas: 1, maxReplicas: 4 } }] },
      "partial-gang",
      "deployments[0].autoscaling.minReplicas",
    ],
    [
      { deployments: [{ name: "M", gangSize: 2, autoscaling: { minReplicas: 0, maxReplicas: 5 } }] },
      "partial-gang",
      "deployments[0].autoscaling.maxReplicas",
    ],
    [
      {
        deployments: [
          { name: "M", gangSize: 2, autoscaling: { minReplicas: 0, maxReplicas: 4, initialReplicas: 3 } },
        ],
      },
      "partial-gang",
      "deployments[0].autoscaling.initialReplicas",
    ],
    [
      { deployments: [{ name: "M", numReplicas: 1, gpusPerReplica: -1 }] },
      "gpus-out-of-range",
      "deployments[0].gpusPerReplica",
    ],
    [
      { deployments: [{ name: "M", numReplicas: 1, gpusPerReplica: 0.00001 }] },
      "gpus-out-of-range",
      "deployments[0].gpusPerReplica",
    ],
    [
      { deployments: [{ name: "M", numReplicas: 1, gpusPerReplica: Number.NaN }] },
      "gpus-out-of-range",
      "deployments[0].gpusPerReplica",
    ],
  ])("is refused by code and field: %j", (options, code, field) => {
    const error = errorOf(() => planFrom(options));
    expect(error.problems.map((problem) => [problem.code, problem.field])).toEqual([[code, field]]);
    expect([error.code, error.field, error.name]).toEqual([code, field, "PlanError"]);
    expect(error.message.startsWith(field)).toBe(true);
    expect(error.message).toMatch(/^[^\n]*\.$/);
  });

  it("says why a surge of 0 cannot work", () => {
    const { message } = errorOf(() => planRollout({ maxSurgePercent: 0, deployments }));
    expect(message).toContain("no room for the first canary replica");
    expect(message).toContain("give 1 to 100");
  });

  it("names what was given and what would be right", () => {
    expect(errorOf(() => planFrom(autoscaled(3, 2))).message).toBe(
      "deployments[0].autoscaling.minReplicas is 3, above maxReplicas 2; the least may not exceed the most.",
    );
    expect(errorOf(() => planFrom({ deployments: [{ name: "M", numReplicas: 2 ** 53 }] })).message).toBe(
      "deployments[0].numReplicas must be a whole number from 0 to 1000000000, not 9007199254740992: percentages of larger counts would not be exact.",
    );
  });

  it("does not lie in a setting that is undefined: it counts as not given", () => {
    const autoscaling = { minReplicas: 1, maxReplicas: 2, initialReplicas: undefined };
    const given = { deployments: [{ name: "Model", autoscaling }] };
    const undefinedToo = {
      ...{ maxSurgePercent: undefined, canaryPercent: undefined, from: undefined, rounding: undefined },
      deployments: [{ name: "Model", numReplicas: undefined, gpusPerReplica: undefined, autoscaling }],
    };
    expect(planFrom(undefinedToo)).toEqual(planFrom(given));
  });

  it("is told all at once", () => {
    const error = errorOf(() =>
      planFrom({
        maxSurgePercent: 0,
        canaryPercent: Number.NaN,
        deployments: [
          { name: "Model", numReplicas: -1 },
          { name: "Model", numReplicas: 2 },
        ],
      }),
    );
    expect(error.problems.map(({ code }) => code)).toEqual([
      "surge-out-of-range",
      "not-a-whole-number",
      "replicas-out-of-range",
      "duplicate-name",
    ]);
    expect(error.message.split("\n")).toHaveLength(5);
    for (const { message } of error.problems) expect(error.message).toContain(message);
  });

  it("is refused by a rollback, too", () => {
    const from = split(50, 50, 50, 50);
    expect(errorOf(() => planRollback({ from, maxSurgePercent: 0 })).code).toBe("surge-out-of-range");
    expect(errorOf(() => planRollback({ from: split(50, 60, 50, 40) })).code).toBe("illegal-split");
    expect(errorOf(() => Reflect.apply(planRollback, undefined, [{}])).field).toBe("from");
    const twice = [...deployments, ...deployments];
    expect(errorOf(() => planRollback({ from, deployments: twice })).code).toBe("duplicate-name");
    expect(errorOf(() => planRollback({ from, canaryDeployments: twice })).field).toBe(
      "canaryDeployments[1].name",
    );
  });
});
