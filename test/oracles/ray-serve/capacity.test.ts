import { describe, expect, it } from "vitest";
import { z } from "zod";
import { adjustBounds } from "../../../src/rollout/adjustBounds.ts";
import { adjustReplicas } from "../../../src/rollout/adjustReplicas.ts";
import { readVectors } from "./readVectors.ts";

const capacity = readVectors("capacity", {
  rows: z.array(z.tuple([z.number(), z.array(z.number())])),
  unset: z.array(z.tuple([z.number(), z.number()])),
  fractions: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
const direction = z.enum(["up", "down"]).nullable();
const bounds = readVectors("bounds", {
  rows: z.array(
    z.tuple([
      z.number(),
      z.number(),
      z.number().nullable(),
      z.number().nullable(),
      direction,
      z.number(),
      z.number(),
      z.number(),
      z.number(),
      z.number(),
      z.enum(["up", "down"]),
      z.number(),
    ]),
  ),
});

describe("replicas at a capacity, rounding half up", () => {
  it("are as many as Ray Serve's target_capacity leaves, for every whole percentage", () => {
    let count = 0;
    for (const [replicas, adjusted] of capacity.rows) {
      for (const [capacityPercent, expected] of adjusted.entries()) {
        expect(
          adjustReplicas(replicas, capacityPercent, "half-up"),
          `${replicas} at ${capacityPercent} %`,
        ).toBe(expected);
        count++;
      }
    }
    expect(count).toBe(capacity.rows.length * 101);
  });

  it("are all of them where Ray Serve has no target_capacity", () => {
    for (const [replicas, expected] of capacity.unset) {
      expect(adjustReplicas(replicas, 100, "half-up")).toBe(expected);
    }
  });

  it("refuses fractions of a percent, which Ray Serve takes", () => {
    for (const [replicas, capacityPercent, expected] of capacity.fractions) {
      if (Number.isInteger(capacityPercent)) {
        expect(adjustReplicas(replicas, capacityPercent, "half-up")).toBe(expected);
      } else {
        expect(() => adjustReplicas(replicas, capacityPercent, "half-up")).toThrow(/capacityPercent/);
      }
    }
  });
});

describe("autoscaling bounds at a capacity", () => {
  it("are Ray Serve's, with initial_replicas as the floor while capacity goes up", () => {
    for (const [least, most, initial, capacityPercent, way, lower, upper] of bounds.rows) {
      expect(boundsOf(least, most, initial, capacityPercent, way)).toEqual({
        minReplicas: lower,
        maxReplicas: upper,
      });
    }
  });

  it("hold at once for a deployment that is configured, which first goes to initial_replicas", () => {
    for (const row of bounds.rows) {
      const [least, most, initial, capacityPercent, way, , , current, registered, , , again] = row;
      const first = boundsOf(least, most, initial, capacityPercent, way);
      expect(clamp(initial ?? current, first)).toBe(registered);
      // A change of capacity alone does not bring initial_replicas back.
      expect(clamp(registered, boundsOf(least, most, initial, row[9], row[10]))).toBe(again);
    }
  });
});

function boundsOf(
  minReplicas: number,
  maxReplicas: number,
  initialReplicas: number | null,
  capacityPercent: number | null,
  way: string | null,
) {
  const autoscaling = { minReplicas, maxReplicas, ...(initialReplicas === null ? {} : { initialReplicas }) };
  return adjustBounds({ name: "Model", autoscaling }, capacityPercent ?? 100, "half-up", {
    initialReplicasAreFloor: way === "up",
  });
}

function clamp(replicas: number, { minReplicas, maxReplicas }: { minReplicas: number; maxReplicas: number }) {
  return Math.max(minReplicas, Math.min(maxReplicas, replicas));
}
