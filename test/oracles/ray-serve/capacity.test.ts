import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { SourcedService } from "../../../src/scenario/compile/SourcedService.ts";
import { capacityAdjusted, scaleToCapacity } from "../../../src/scenario/compile/scaleToCapacity.ts";
import { sourceService } from "../../../src/scenario/compile/sourceService.ts";
import { capacityAfter } from "../../../src/scenario/compile/targetCapacity.ts";
import { silentReporter } from "../../../src/scenario/problems/Reporter.ts";
import type { AutoscalingSettings } from "../../../src/serve/Deployment.ts";
import { adjustBounds } from "../../../src/strategies/capacity/adjustBounds.ts";
import { adjustReplicas } from "../../../src/strategies/capacity/adjustReplicas.ts";
import { readVectors } from "./readVectors.ts";

const capacity = readVectors("capacity", {
  rows: z.array(z.tuple([z.number(), z.array(z.number())])),
  unset: z.array(z.tuple([z.number(), z.number()])),
  fractions: z.array(z.tuple([z.number(), z.number(), z.number()])),
});
const direction = z.enum(["up", "down"]).nullable();
const bounds = readVectors("bounds", {
  directions: z.array(
    z.tuple([z.boolean().nullable(), z.number().nullable(), z.number().nullable(), direction, direction]),
  ),
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

describe("a config's target_capacity", () => {
  it("leaves as many replicas as Ray Serve does, fractions of a percent included", () => {
    for (const [replicas, adjusted] of capacity.rows) {
      for (const [percent, expected] of adjusted.entries()) {
        expect(capacityAdjusted(replicas, percent), `${replicas} at ${percent} %`).toBe(expected);
      }
    }
    for (const [replicas, percent, expected] of capacity.fractions) {
      expect(capacityAdjusted(replicas, percent), `${replicas} at ${percent} %`).toBe(expected);
    }
  });

  it("gives an autoscaler Ray Serve's bounds, with initial_replicas as the least on the way up", () => {
    for (const [least, most, initial, percent, way, lower, upper] of bounds.rows) {
      if (percent === null || percent === 0) continue;
      const written = { minReplicas: least, maxReplicas: most, initialReplicas: initial };
      const scaled = scaleToCapacity({ ...autoscaling, ...written }, { percent, direction: way });
      expect(scaled).toMatchObject({ minReplicas: lower, maxReplicas: upper });
    }
  });

  it("goes the way that Ray Serve finds, from config to config", () => {
    for (const [areSame, old, next, was, expected] of bounds.directions) {
      const before = old === null ? null : { percent: old, direction: was };
      const after = capacityAfter(
        areSame === null ? null : { service: serviceOf(areSame ? "a" : "b", old), capacity: before },
        serviceOf("a", next),
      );
      // Without a capacity the way means nothing: Ray Serve remembers one there, and never looks at it.
      expect(after?.direction ?? null, JSON.stringify([areSame, old, next, was])).toBe(
        next === null ? null : expected,
      );
    }
    expect(bounds.directions).toHaveLength(144);
  });
});

const autoscaling: AutoscalingSettings = {
  kind: "autoscaling",
  minReplicas: 1,
  maxReplicas: 1,
  initialReplicas: null,
  targetOngoingRequests: 2,
  upscaleDelaySeconds: 30,
  downscaleDelaySeconds: 600,
  downscaleToZeroDelaySeconds: 600,
  metricsIntervalSeconds: 10,
  lookBackPeriodSeconds: 30,
  upscalingFactor: 1,
  downscalingFactor: 1,
};

function serviceOf(application: string, percent: number | null): SourcedService {
  const config = { applications: [{ name: application }], target_capacity: percent };
  return sourceService(config, ["service"], silentReporter);
}

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
