import { describe, expect, it } from "vitest";
import { adjustBounds, adjustReplicas, PlanError } from "../../../src/planner.ts";

describe("adjustReplicas", () => {
  it("runs four of seven replicas at 50 %, as the document says", () => {
    expect(adjustReplicas(7, 50, "up")).toBe(4);
  });

  it.each([
    // count, capacity, up, half-up
    [1, 1, 1, 1],
    [10, 25, 3, 3],
    [10, 24, 3, 2],
    [10, 5, 1, 1],
    [30, 5, 2, 2],
    [50, 3, 2, 2],
    [8, 25, 2, 2],
    [200, 99, 198, 198],
    [100, 29, 29, 29],
    [1_000_000_000, 33, 330_000_000, 330_000_000],
    [999_999_999, 1, 10_000_000, 10_000_000],
    [999_999_949, 1, 10_000_000, 9_999_999],
  ])("makes of %i replicas at %i %%: %i rounding up, %i half up", (count, percent, up, halfUp) => {
    expect(adjustReplicas(count, percent, "up")).toBe(up);
    expect(adjustReplicas(count, percent, "half-up")).toBe(halfUp);
  });

  it("rounds up to the least whole number not below the share, for every count to 200 and every percentage", () => {
    for (let count = 1; count <= 200; count++) {
      for (let percent = 1; percent <= 100; percent++) {
        const replicas = adjustReplicas(count, percent, "up");
        if (replicas * 100 < count * percent || (replicas - 1) * 100 >= count * percent) {
          expect.fail(`${count} at ${percent} %: ${replicas}`);
        }
      }
    }
  });

  it("rounds half up to the nearest whole number but never to none, for every count to 200 and every percentage", () => {
    for (let count = 1; count <= 200; count++) {
      for (let percent = 1; percent <= 100; percent++) {
        const replicas = adjustReplicas(count, percent, "half-up");
        const doubledError = 2 * replicas * 100 - 2 * count * percent;
        const nearest = doubledError > -100 && doubledError <= 100;
        const raisedToOne = replicas === 1 && count * percent < 50;
        if (!nearest && !raisedToOne) expect.fail(`${count} at ${percent} %: ${replicas}`);
      }
    }
  });

  it("starts whole gangs alone: the next multiple of the gang size, for every gang size to 8 and every percentage", () => {
    for (let gangSize = 1; gangSize <= 8; gangSize++) {
      for (let gangs = 1; gangs <= 12; gangs++) {
        for (let percent = 1; percent <= 100; percent++) {
          for (const rounding of ["up", "half-up"] as const) {
            const count = gangs * gangSize;
            const alone = adjustReplicas(count, percent, rounding);
            const replicas = adjustReplicas(count, percent, rounding, gangSize);
            const isNext = replicas % gangSize === 0 && replicas >= alone && replicas - alone < gangSize;
            if (!isNext || replicas > count) expect.fail(`${count} at ${percent} %: ${replicas}`);
          }
        }
      }
    }
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])("refuses gangs of %d", (gangSize) => {
    expect(() => adjustReplicas(6, 50, "up", gangSize)).toThrow(PlanError);
  });

  it("keeps none of nothing, nothing at capacity 0 and everything at capacity 100", () => {
    for (const rounding of ["up", "half-up"] as const) {
      for (let count = 0; count <= 200; count++) {
        expect(adjustReplicas(count, 0, rounding)).toBe(0);
        expect(adjustReplicas(count, 100, rounding)).toBe(count);
      }
      for (let percent = 0; percent <= 100; percent++) expect(adjustReplicas(0, percent, rounding)).toBe(0);
    }
  });

  it.each([
    [1.5, 50],
    [-1, 50],
    [2 ** 53, 50],
    [Number.NaN, 50],
    [7, 50.5],
    [7, -1],
    [7, 101],
    [7, Number.NaN],
  ])("refuses %d replicas at %d %%", (count, percent) => {
    expect(() => adjustReplicas(count, percent, "up")).toThrow(PlanError);
  });
});

describe("adjustBounds", () => {
  const autoscaled = { name: "a", autoscaling: { minReplicas: 2, maxReplicas: 10, initialReplicas: 6 } };

  it("gives a static deployment equal bounds", () => {
    const bounds = adjustBounds({ name: "a", numReplicas: 7 }, 50, "up", { initialReplicasAreFloor: true });
    expect(bounds).toEqual({ minReplicas: 4, maxReplicas: 4 });
  });

  it("adjusts both bounds of an autoscaled one", () => {
    expect(adjustBounds(autoscaled, 25, "up", { initialReplicasAreFloor: false })).toEqual({
      minReplicas: 1,
      maxReplicas: 3,
    });
  });

  it("raises the least to adjusted initial replicas where they are the floor", () => {
    expect(adjustBounds(autoscaled, 50, "up", { initialReplicasAreFloor: true })).toEqual({
      minReplicas: 3,
      maxReplicas: 5,
    });
  });

  it("has no floor where no initial replicas are given", () => {
    const deployment = { name: "a", autoscaling: { minReplicas: 0, maxReplicas: 9 } };
    expect(adjustBounds(deployment, 50, "half-up", { initialReplicasAreFloor: true })).toEqual({
      minReplicas: 0,
      maxReplicas: 5,
    });
  });

  it("is whole gangs, both bounds and the floor", () => {
    const gangs = {
      ...autoscaled,
      autoscaling: { minReplicas: 2, maxReplicas: 10, initialReplicas: 6 },
      gangSize: 2,
    };
    expect(adjustBounds(gangs, 25, "up", { initialReplicasAreFloor: false })).toEqual({
      minReplicas: 2,
      maxReplicas: 4,
    });
    expect(adjustBounds(gangs, 50, "up", { initialReplicasAreFloor: true })).toEqual({
      minReplicas: 4,
      maxReplicas: 6,
    });
  });

  it("is 0/0 at capacity 0, floor or not", () => {
    for (const initialReplicasAreFloor of [true, false]) {
      expect(adjustBounds(autoscaled, 0, "up", { initialReplicasAreFloor })).toEqual({
        minReplicas: 0,
        maxReplicas: 0,
      });
    }
  });
});
