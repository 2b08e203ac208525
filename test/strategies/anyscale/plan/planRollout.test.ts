import { describe, expect, it } from "vitest";
import { planRollout, trafficPatterns } from "../../../../src/planner.ts";
import { kindsOf, split, splitsOf } from "./planLaws.ts";

const deployments = [{ name: "Model", numReplicas: 8 }];

describe("a constrained rollout", () => {
  it("gives exactly the nine rows of the document for a surge of 25", () => {
    const plan = planRollout({ maxSurgePercent: 25, deployments });
    expect(splitsOf(plan)).toEqual([
      "0/0 100/100",
      "25/0 100/100",
      "25/25 75/75",
      "50/25 75/75",
      "50/50 50/50",
      "75/50 50/50",
      "75/75 25/25",
      "100/75 25/25",
      "100/100 0/0",
    ]);
    expect(kindsOf(plan)).toEqual([
      "start",
      ...["scale-up", "shift", "scale-up", "shift", "scale-up", "shift", "scale-up", "shift"],
    ]);
    expect(plan.outcome).toBe("completed");
  });

  it("takes the remainder last where the surge does not divide 100", () => {
    const plan = planRollout({ maxSurgePercent: 30, deployments });
    expect(plan.steps.map(({ canary }) => canary.capacityPercent)).toEqual([
      0, 30, 30, 60, 60, 90, 90, 100, 100,
    ]);
    expect(splitsOf(plan).at(-2)).toBe("100/90 10/10");
  });

  it("counts the replicas of both versions by its rounding", () => {
    const up = planRollout({ maxSurgePercent: 50, deployments: [{ name: "Model", numReplicas: 7 }] });
    expect(up.steps[1]?.canary.replicas).toEqual({ Model: { minReplicas: 4, maxReplicas: 4 } });
    expect(up.steps[2]?.primary.replicas).toEqual({ Model: { minReplicas: 4, maxReplicas: 4 } });
    const halfUp = planRollout({ maxSurgePercent: 30, rounding: "half-up", deployments });
    expect(halfUp.steps[1]?.canary.replicas).toEqual({ Model: { minReplicas: 2, maxReplicas: 2 } });
    expect(halfUp.rounding).toBe("half-up");
  });

  it("says that a traffic pattern does not apply", () => {
    const plan = planRollout({ maxSurgePercent: 25, trafficPattern: "gcp", deployments });
    expect(plan.notes).toContainEqual(expect.stringContaining("trafficPattern does not apply"));
    expect(plan.steps).toHaveLength(9);
  });
});

describe("a full-surge rollout", () => {
  it("is the default, shifts by the AWS pattern and keeps the primary whole to the end", () => {
    const plan = planRollout({ deployments });
    expect(plan.maxSurgePercent).toBe(100);
    expect(splitsOf(plan)).toEqual([
      "0/0 100/100",
      "100/0 100/100",
      "100/5 100/95",
      "100/10 100/90",
      "100/20 100/80",
      "100/30 100/70",
      "100/50 100/50",
      "100/75 100/25",
      "100/100 0/0",
    ]);
    expect(plan.notes).toEqual([]);
  });

  it.each([
    ["gcp" as const, [10, 50, 100]],
    [
      [0, 1, 99, 100],
      [1, 99, 100],
    ],
    [[100], [100]],
  ])("shifts by the pattern %j", (trafficPattern, shares) => {
    const plan = planRollout({ trafficPattern, deployments });
    expect(plan.steps.slice(2).map(({ canary }) => canary.trafficPercent)).toEqual(shares);
  });

  it("goes on with the pattern above the present share", () => {
    const plan = planRollout({ from: split(100, 30, 100, 70), deployments });
    expect(splitsOf(plan)).toEqual(["100/30 100/70", "100/50 100/50", "100/75 100/25", "100/100 0/0"]);
  });

  it("makes a constrained canary whole first and leaves the primary as it is", () => {
    const plan = planRollout({ from: split(40, 40, 60, 60), trafficPattern: "gcp", deployments });
    expect(splitsOf(plan)).toEqual(["40/40 60/60", "100/40 60/60", "100/50 60/50", "100/100 0/0"]);
  });

  it("documents how long the patterns take", () => {
    expect(trafficPatterns.aws.totalSeconds).toBe(120);
    expect(trafficPatterns.gcp.totalSeconds).toBe(480);
  });
});

describe("manual control", () => {
  it("pauses at its split with capacity just enough", () => {
    const plan = planRollout({ canaryPercent: 40, maxSurgePercent: 25, deployments });
    expect(splitsOf(plan)).toEqual([
      "0/0 100/100",
      "25/0 100/100",
      "25/25 75/75",
      "40/25 75/75",
      "40/40 60/60",
    ]);
    expect(plan.outcome).toBe("paused");
  });

  it("moves directly to its split with a full surge, and says that a pattern does not apply", () => {
    const plan = planRollout({ canaryPercent: 40, trafficPattern: "aws", deployments });
    expect(splitsOf(plan)).toEqual(["0/0 100/100", "100/0 100/100", "100/40 100/60"]);
    expect(plan.outcome).toBe("paused");
    expect(plan.notes).toEqual([expect.stringContaining("trafficPattern does not apply")]);
  });

  it("goes on from where it paused, and 100 completes", () => {
    const paused = planRollout({ canaryPercent: 40, maxSurgePercent: 25, deployments });
    const from = paused.steps.at(-1);
    const plan = planRollout({ from, canaryPercent: 100, maxSurgePercent: 25, deployments });
    expect(splitsOf(plan)).toEqual([
      "40/40 60/60",
      "65/40 60/60",
      "65/65 35/35",
      "90/65 35/35",
      "90/90 10/10",
      "100/90 10/10",
      "100/100 0/0",
    ]);
    expect(plan.outcome).toBe("completed");
    const full = planRollout({ from: split(100, 40, 100, 60), canaryPercent: 100, deployments });
    expect(splitsOf(full)).toEqual(["100/40 100/60", "100/100 0/0"]);
  });

  it("goes back by the mirror image", () => {
    const plan = planRollout({
      from: split(60, 60, 40, 40),
      canaryPercent: 20,
      maxSurgePercent: 25,
      deployments,
    });
    expect(splitsOf(plan)).toEqual([
      "60/60 40/40",
      "60/60 65/40",
      "35/35 65/65",
      "35/35 80/65",
      "20/20 80/80",
    ]);
    expect(plan.outcome).toBe("paused");
    const full = planRollout({ from: split(100, 60, 100, 40), canaryPercent: 20, deployments });
    expect(splitsOf(full)).toEqual(["100/60 100/40", "100/20 100/80"]);
  });

  it("has nothing to do where the split is already as asked", () => {
    expect(
      splitsOf(planRollout({ from: split(40, 40, 60, 60), canaryPercent: 40, deployments })),
    ).toHaveLength(1);
    const constrained = planRollout({
      from: split(40, 40, 60, 60),
      canaryPercent: 40,
      maxSurgePercent: 5,
      deployments,
    });
    expect(splitsOf(constrained)).toEqual(["40/40 60/60"]);
  });

  it("gives back what a smaller surge does not allow before it moves on", () => {
    const plan = planRollout({
      from: split(100, 40, 100, 60),
      canaryPercent: 70,
      maxSurgePercent: 25,
      deployments,
    });
    expect(splitsOf(plan)).toEqual([
      "100/40 100/60",
      "65/40 60/60",
      "65/65 35/35",
      "70/65 35/35",
      "70/70 30/30",
    ]);
    expect(kindsOf(plan)).toEqual(["start", "trim", "shift", "scale-up", "shift"]);
    expect(plan.notes).toEqual([expect.stringContaining("The start holds 200 % capacity")]);
  });

  it("makes room where a version holds more than its traffic needs", () => {
    const plan = planRollout({
      from: split(25, 25, 100, 75),
      canaryPercent: 50,
      maxSurgePercent: 25,
      deployments,
    });
    expect(splitsOf(plan)).toEqual(["25/25 100/75", "25/25 75/75", "50/25 75/75", "50/50 50/50"]);
    expect(kindsOf(plan)).toEqual(["start", "trim", "scale-up", "shift"]);
  });

  it("runs a canary without traffic at 0 %, so that requests that name it reach it", () => {
    const constrained = planRollout({ canaryPercent: 0, maxSurgePercent: 25, deployments });
    expect(splitsOf(constrained)).toEqual(["0/0 100/100", "25/0 100/100"]);
    expect(constrained.outcome).toBe("paused");
    expect(splitsOf(planRollout({ canaryPercent: 0, deployments }))).toEqual([
      "0/0 100/100",
      "100/0 100/100",
    ]);
  });

  it("keeps the canary's last capacity when it goes back to 0 %", () => {
    const plan = planRollout({
      from: split(50, 50, 50, 50),
      canaryPercent: 0,
      maxSurgePercent: 25,
      deployments,
    });
    expect(splitsOf(plan).at(-1)).toBe("25/0 100/100");
    expect(plan.outcome).toBe("paused");
    const full = planRollout({ from: split(100, 50, 100, 50), canaryPercent: 0, deployments });
    expect(splitsOf(full).at(-1)).toBe("100/0 100/100");
    const again = planRollout({
      from: split(100, 0, 100, 100),
      canaryPercent: 0,
      maxSurgePercent: 10,
      deployments,
    });
    expect(splitsOf(again)).toEqual(["100/0 100/100", "10/0 100/100"]);
  });
});

describe("autoCompleteRollout: false", () => {
  it("keeps the primary's capacity, without traffic, and pauses", () => {
    const full = planRollout({ autoCompleteRollout: false, trafficPattern: [100], deployments });
    expect(splitsOf(full).at(-1)).toBe("100/100 100/0");
    expect(full.outcome).toBe("paused");
    expect(full.notes).toEqual([expect.stringContaining("autoCompleteRollout is false")]);
    const constrained = planRollout({ autoCompleteRollout: false, maxSurgePercent: 25, deployments });
    expect(splitsOf(constrained).at(-1)).toBe("100/100 25/0");
  });

  it("is completed by a later command", () => {
    const plan = planRollout({
      from: split(100, 100, 25, 0),
      canaryPercent: 100,
      maxSurgePercent: 25,
      deployments,
    });
    expect(splitsOf(plan)).toEqual(["100/100 25/0", "100/100 0/0"]);
    expect(kindsOf(plan)).toEqual(["start", "trim"]);
    expect(plan.outcome).toBe("completed");
  });

  it("says where it does not apply", () => {
    const plan = planRollout({ autoCompleteRollout: false, canaryPercent: 40, deployments });
    expect(plan.notes).toEqual([expect.stringContaining("does not apply below 100 %")]);
  });
});

describe("replicas in a plan", () => {
  const autoscaled = [
    { name: "Model", autoscaling: { minReplicas: 1, maxReplicas: 10, initialReplicas: 4 } },
  ];
  const canaryBounds = (options: Parameters<typeof planRollout>[0]) =>
    planRollout(options).steps.map(({ canary }) => canary.replicas.Model);

  it("raises the canary's least to adjusted initial replicas until the rollout finishes", () => {
    expect(canaryBounds({ maxSurgePercent: 50, deployments: autoscaled })).toEqual([
      { minReplicas: 0, maxReplicas: 0 },
      { minReplicas: 2, maxReplicas: 5 },
      { minReplicas: 2, maxReplicas: 5 },
      { minReplicas: 4, maxReplicas: 10 },
      { minReplicas: 4, maxReplicas: 10 },
    ]);
  });

  it("keeps it raised where the rollout pauses", () => {
    const paused = canaryBounds({ maxSurgePercent: 50, canaryPercent: 50, deployments: autoscaled });
    expect(paused.at(-1)).toEqual({ minReplicas: 2, maxReplicas: 5 });
    const kept = canaryBounds({ autoCompleteRollout: false, deployments: autoscaled });
    expect(kept.at(-1)).toEqual({ minReplicas: 4, maxReplicas: 10 });
  });

  it("keeps a replica of every deployment in both versions until all has migrated", () => {
    const lazy = [{ name: "Model", autoscaling: { minReplicas: 0, maxReplicas: 10 } }];
    const plan = planRollout({ maxSurgePercent: 50, deployments: lazy });
    const leasts = plan.steps.map(({ canary, primary }) => [
      canary.replicas.Model?.minReplicas,
      primary.replicas.Model?.minReplicas,
    ]);
    expect(leasts).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
  });

  it("never raises the primary's least", () => {
    const plan = planRollout({ maxSurgePercent: 50, deployments: autoscaled });
    expect(plan.steps[0]?.primary.replicas.Model).toEqual({ minReplicas: 1, maxReplicas: 10 });
  });

  it("counts each version by its own deployments", () => {
    const plan = planRollout({
      maxSurgePercent: 50,
      deployments: [{ name: "Old", numReplicas: 4 }],
      canaryDeployments: [{ name: "New", numReplicas: 6 }],
    });
    expect(plan.steps[2]?.canary.replicas).toEqual({ New: { minReplicas: 3, maxReplicas: 3 } });
    expect(plan.steps[2]?.primary.replicas).toEqual({ Old: { minReplicas: 2, maxReplicas: 2 } });
  });

  it("has a plan of percentages alone without deployments", () => {
    const plan = planRollout({ maxSurgePercent: 25, deployments: [] });
    expect(plan.steps).toHaveLength(9);
    expect(plan.steps[1]?.canary.replicas).toEqual({});
    expect(plan.peak).toEqual({ capacityPercent: 125, deployments: {}, gpuCount: 0 });
  });

  it("takes any name for a deployment, also those that objects are born with", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "0"];
    const plan = planRollout({
      maxSurgePercent: 50,
      deployments: names.map((name) => ({ name, numReplicas: 2 })),
    });
    for (const step of plan.steps) {
      expect(Object.keys(step.canary.replicas).toSorted()).toEqual(names.toSorted());
      expect(Object.getOwnPropertyDescriptor(step.primary.replicas, "__proto__")?.value).toHaveProperty(
        "maxReplicas",
      );
    }
    expect(Object.getOwnPropertyDescriptor(plan.peak.deployments, "__proto__")?.value).toEqual({
      replicas: 3,
      stepIndex: 1,
      surgePercent: 50,
    });
    expect(Object.hasOwn(Object.prototype, "maxReplicas")).toBe(false);
  });
});
