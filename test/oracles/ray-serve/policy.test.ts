import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type AutoscalerMemory, decideReplicas } from "../../../src/serve/autoscaler/decideReplicas.ts";
import type { AutoscalingSettings } from "../../../src/serve/Deployment.ts";
import { adjustBounds } from "../../../src/strategies/capacity/adjustBounds.ts";
import { readVectors } from "./readVectors.ts";

const optional = z.number().nullable();
const settingsRow = z.tuple([
  z.number(),
  z.number(),
  optional,
  z.number(),
  optional,
  optional,
  z.number(),
  z.number(),
  optional,
]);
/** [capacityPercent, direction, registered target]: the deployment is configured anew. */
const registration = z.tuple([z.number(), z.enum(["up", "down"]), z.number()]);
/** [tick of 0.1 s, requests, running replicas, Ray's target from now on]. */
const decision = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const vectors = readVectors("policy", {
  sequences: z.array(
    z.tuple([
      settingsRow,
      z.number(),
      z.tuple([optional, z.enum(["up", "down"]).nullable(), z.number(), z.number()]),
      z.array(z.union([decision, registration])),
    ]),
  ),
});
const none: AutoscalerMemory = { direction: "none", sinceSeconds: 0 };

describe("the autoscaling policy", () => {
  it("decides as Ray Serve does at every step of every sequence", () => {
    let decisions = 0;
    let changes = 0;
    for (const [index, [row, baseSeconds, start, steps]] of vectors.sequences.entries()) {
      const settings = settingsOf(row);
      let bounds = boundsOf(settings, start[0] ?? 100, start[1]);
      let target = start[3];
      let memory = none;
      for (const [number, step] of steps.entries()) {
        if (step.length === 3) {
          bounds = boundsOf(settings, step[0], step[1]);
          target = step[2];
          memory = none;
          continue;
        }
        const [tick, totalRequests, runningReplicas, expected] = step;
        const decided = decideReplicas({
          nowSeconds: baseSeconds + tick / 10,
          settings,
          ...bounds,
          targetReplicas: target,
          runningReplicas,
          totalRequests,
          memory,
        });
        expect(decided.targetReplicas, `sequence ${index}, step ${number}`).toBe(expected);
        decisions++;
        if (expected !== target) changes++;
        target = expected;
        memory = decided.memory;
      }
    }
    expect(decisions).toBeGreaterThan(80_000);
    expect(changes).toBeGreaterThan(5_000);
  });

  it("says when to look again: between two looks, looking changes nothing", () => {
    for (const [index, [row, , start, steps]] of vectors.sequences.slice(0, 150).entries()) {
      const settings = settingsOf(row);
      const bounds = boundsOf(settings, start[0] ?? 100, start[1]);
      const first = steps.find((step) => step.length === 4);
      if (first === undefined) continue;
      const view = { settings, ...bounds, runningReplicas: first[2], totalRequests: first[1] };
      let eager = { targetReplicas: start[3], memory: none };
      let lazy = decideReplicas({ ...view, nowSeconds: 0, targetReplicas: start[3], memory: none });
      for (let tick = 0; tick <= 350; tick++) {
        const nowSeconds = tick / 10;
        eager = decideReplicas({ ...view, nowSeconds, ...eager });
        const isDue = lazy.reviewAtSeconds !== null && nowSeconds >= lazy.reviewAtSeconds - 1e-6;
        const wasMoved = tick > 0 && lazy.reviewAtSeconds === null && lazy.memory.direction === "none";
        if (isDue || wasMoved) {
          lazy = decideReplicas({
            ...view,
            nowSeconds,
            targetReplicas: lazy.targetReplicas,
            memory: lazy.memory,
          });
        }
        expect(lazy.targetReplicas, `sequence ${index}, tick ${tick}`).toBe(eager.targetReplicas);
      }
    }
  });
});

function settingsOf(row: z.output<typeof settingsRow>): AutoscalingSettings {
  const [
    minReplicas,
    maxReplicas,
    initialReplicas,
    targetOngoingRequests,
    up,
    down,
    upDelay,
    downDelay,
    zero,
  ] = row;
  return {
    kind: "autoscaling",
    minReplicas,
    maxReplicas,
    initialReplicas,
    targetOngoingRequests,
    upscaleDelaySeconds: upDelay,
    downscaleDelaySeconds: downDelay,
    downscaleToZeroDelaySeconds: zero ?? downDelay,
    metricsIntervalSeconds: 10,
    lookBackPeriodSeconds: 30,
    upscalingFactor: up ?? 1,
    downscalingFactor: down ?? 1,
  };
}

function boundsOf(settings: AutoscalingSettings, capacityPercent: number, direction: string | null) {
  const { minReplicas, maxReplicas, initialReplicas } = settings;
  const autoscaling = { minReplicas, maxReplicas, ...(initialReplicas === null ? {} : { initialReplicas }) };
  return adjustBounds({ name: "Model", autoscaling }, capacityPercent, "half-up", {
    initialReplicasAreFloor: direction === "up",
  });
}
