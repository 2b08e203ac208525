import { describe, expect, it } from "vitest";
import { checkSplit } from "../../../../src/strategies/anyscale/plan/checkSplit.ts";
import { checkTrafficPattern } from "../../../../src/strategies/anyscale/plan/checkTrafficPattern.ts";
import { checkDeployments } from "../../../../src/strategies/capacity/checkDeployments.ts";
import { checkReplicaCount } from "../../../../src/strategies/capacity/checkReplicaCount.ts";
import { PlanError, type PlanProblem } from "../../../../src/strategies/capacity/PlanError.ts";
import { describeValue } from "../../../../src/values/describeValue.ts";

const messages = (problems: readonly PlanProblem[]) => problems.map(({ message }) => message);
const of = (options: object) => messages(checkDeployments([{ name: "a", ...options }], "deployments"));

describe("a value in a message", () => {
  it.each<[unknown, string]>([
    ["chat", '"chat"'],
    ["", '""'],
    ["x".repeat(40), `"${"x".repeat(40)}"`],
    ["x".repeat(41), `"${"x".repeat(40)}…"`],
    [[1, 2], "a list"],
    [{ a: 1 }, "an object"],
    [() => 1, "a function"],
    [null, "null"],
    [undefined, "undefined"],
    [Number.NaN, "NaN"],
    [7, "7"],
    [true, "true"],
  ])("%o is short and on one line", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});

describe("a count that is refused", () => {
  const refuse = (value: unknown) => messages(checkReplicaCount(value, { field: "count", least: 1 }));
  it("says why only where that is not plain", () => {
    const range = "count must be a whole number from 1 to 1000000000, not";
    expect(refuse(2e9)).toEqual([`${range} 2000000000: percentages of larger counts would not be exact.`]);
    expect(refuse(0)).toEqual([`${range} 0.`]);
    expect(refuse(2e9 + 0.5)).toEqual([`${range} 2000000000.5.`]);
    expect(refuse("2")).toEqual([`${range} "2".`]);
    expect(refuse(1e9)).toEqual([]);
    expect(refuse(1)).toEqual([]);
  });
});

describe("a deployment's settings", () => {
  it("may lie on their limits", () => {
    expect(of({ autoscaling: { minReplicas: 3, maxReplicas: 3, initialReplicas: 3 } })).toEqual([]);
    expect(of({ autoscaling: { minReplicas: 0, maxReplicas: 3, initialReplicas: 0 } })).toEqual([]);
    expect(of({ autoscaling: { minReplicas: 3, maxReplicas: 3 } })).toEqual([]);
    expect(of({ numReplicas: 1, gpusPerReplica: 0 })).toEqual([]);
    expect(of({ numReplicas: 1, gpusPerReplica: 1000 })).toEqual([]);
    expect(of({ numReplicas: 1, gpusPerReplica: 0.0001 })).toEqual([]);
  });

  it("may not lie one beyond them", () => {
    for (const initialReplicas of [1, 5]) {
      expect(of({ autoscaling: { minReplicas: 2, maxReplicas: 4, initialReplicas } })).toEqual([
        `deployments[0].autoscaling.initialReplicas is ${initialReplicas}; it must lie from minReplicas 2 to maxReplicas 4.`,
      ]);
    }
    for (const gpusPerReplica of [-0.0001, 1000.0001, 0.00005, "1", Number.NaN]) {
      expect(of({ numReplicas: 1, gpusPerReplica })).toHaveLength(1);
    }
  });

  it("are one kind of scaling: the message says whether both or neither are there", () => {
    expect(of({})).toEqual(["deployments[0] has neither of numReplicas and autoscaling; give exactly one."]);
    expect(of({ numReplicas: 1, autoscaling: { minReplicas: 1, maxReplicas: 2 } })).toEqual([
      "deployments[0] has both of numReplicas and autoscaling; give exactly one.",
    ]);
  });

  it("have names that differ; what is no name is told once and is no duplicate", () => {
    const named = (name: unknown) => ({ name, numReplicas: 1 });
    expect(messages(checkDeployments([named("a"), named("b"), named("a")], "deployments"))).toEqual([
      'deployments[2].name "a" is also the name of deployments[0]; names must be unique.',
    ]);
    expect(messages(checkDeployments([named(7), named(7)], "deployments"))).toEqual([
      "deployments[0].name must be a name that is not empty, not 7.",
      "deployments[1].name must be a name that is not empty, not 7.",
    ]);
  });
});

describe("a traffic pattern that is refused", () => {
  it("names the known ones", () => {
    const expected = 'trafficPattern must be "aws", "gcp" or a list of canary traffic percentages, not';
    expect(messages(checkTrafficPattern("azure"))).toEqual([`${expected} "azure".`]);
    expect(messages(checkTrafficPattern(7))).toEqual([`${expected} 7.`]);
    expect(messages(checkTrafficPattern(["aws"]))).toEqual([
      'trafficPattern[0] must be a whole number from 0 to 100, not "aws".',
    ]);
  });

  it("names the share, and what it may be there: 0 only at first", () => {
    expect(messages(checkTrafficPattern([0, 100]))).toEqual([]);
    expect(messages(checkTrafficPattern([-1, 100]))).toEqual([
      "trafficPattern[0] must be a whole number from 0 to 100, not -1.",
    ]);
    expect(messages(checkTrafficPattern([10, 0, 100]))).toEqual([
      "trafficPattern[1] must be a whole number from 1 to 100, not 0.",
    ]);
    expect(messages(checkTrafficPattern([10, "50", 100]))).toEqual([
      'trafficPattern[1] must be a whole number from 1 to 100, not "50".',
    ]);
    expect(messages(checkTrafficPattern([50, 50, 100]))).toEqual([
      "trafficPattern[1] is 50 after 50; the shares must ascend.",
    ]);
    expect(messages(checkTrafficPattern([50, 99]))).toEqual([
      "trafficPattern must end at 100: otherwise the rollout would never complete.",
    ]);
  });
});

describe("a split that is refused", () => {
  it("is told its shares before their sum: a share that is no percentage is not compared", () => {
    const split = {
      canary: { capacityPercent: -5, trafficPercent: 50 },
      primary: { capacityPercent: 50, trafficPercent: 50 },
    };
    expect(messages(checkSplit(split))).toEqual([
      "from.canary.capacityPercent must be a whole number from 0 to 100, not -5.",
    ]);
  });
});

describe("a PlanError", () => {
  it("has at least one problem", () => {
    expect(() => new PlanError([])).toThrow("A PlanError needs at least one problem.");
  });
});
