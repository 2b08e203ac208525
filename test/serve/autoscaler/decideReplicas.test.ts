import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AutoscalerMemory,
  type AutoscalerView,
  decideReplicas,
} from "../../../src/serve/autoscaler/decideReplicas.ts";
import type { AutoscalingSettings } from "../../../src/serve/Deployment.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(500);

const settings: AutoscalingSettings = {
  kind: "autoscaling",
  minReplicas: 1,
  maxReplicas: 100,
  initialReplicas: null,
  targetOngoingRequests: 2,
  upscaleDelaySeconds: 30,
  downscaleDelaySeconds: 600,
  downscaleToZeroDelaySeconds: 900,
  metricsIntervalSeconds: 10,
  lookBackPeriodSeconds: 30,
  upscalingFactor: 1,
  downscalingFactor: 1,
};

const never: AutoscalerMemory = { direction: "none", sinceSeconds: 0 };
const upSince = (sinceSeconds: number): AutoscalerMemory => ({ direction: "up", sinceSeconds });
const downSince = (sinceSeconds: number): AutoscalerMemory => ({ direction: "down", sinceSeconds });

function view(
  changes: Partial<AutoscalerView> & { readonly with?: Partial<AutoscalingSettings> },
): AutoscalerView {
  const { with: changedSettings, ...rest } = changes;
  const targetReplicas = rest.targetReplicas ?? 10;
  return {
    nowSeconds: 1000,
    settings: { ...settings, ...changedSettings },
    minReplicas: 1,
    maxReplicas: 100,
    targetReplicas,
    runningReplicas: targetReplicas,
    totalRequests: 2 * targetReplicas,
    memory: never,
    ...rest,
  };
}

describe("decideReplicas: Ray Serve's policy by example", () => {
  it.each<[string, Parameters<typeof view>[0], number]>([
    ["keeps the target while the load is on target", {}, 10],
    ["keeps it before the first report", { totalRequests: null, memory: upSince(0) }, 10],
    ["waits for the upscale delay", { totalRequests: 40, memory: upSince(970.1) }, 10],
    ["scales up when it has passed", { totalRequests: 40, memory: upSince(970) }, 20],
    ["rounds up", { totalRequests: 20.1, memory: upSince(0) }, 11],
    ["waits for the downscale delay", { totalRequests: 4, memory: downSince(400.1) }, 10],
    ["scales down when it has passed", { totalRequests: 4, memory: downSince(400) }, 2],
    [
      "starts the delay anew when the direction changes to up",
      { totalRequests: 40, memory: downSince(0) },
      10,
    ],
    [
      "starts the delay anew when the direction changes to down",
      { totalRequests: 4, memory: upSince(0) },
      10,
    ],
    ["decides at once without delay", { totalRequests: 40, with: { upscaleDelaySeconds: 0 } }, 20],
    ["goes half the way up", { totalRequests: 40, memory: upSince(0), with: { upscalingFactor: 0.5 } }, 15],
    ["goes twice the way up", { totalRequests: 40, memory: upSince(0), with: { upscalingFactor: 2 } }, 30],
    [
      "goes half the way down",
      { totalRequests: 10, memory: downSince(0), with: { downscalingFactor: 0.5 } },
      8,
    ],
    [
      "does not use the downscaling factor upwards",
      { totalRequests: 40, memory: upSince(0), with: { downscalingFactor: 0.1 } },
      20,
    ],
    [
      "does not use the upscaling factor downwards",
      { totalRequests: 10, memory: downSince(0), with: { upscalingFactor: 0.1 } },
      5,
    ],
    [
      "shrinks by one where a small factor would keep it",
      { totalRequests: 16, memory: downSince(0), with: { downscalingFactor: 0.2 } },
      9,
    ],
    [
      "keeps it where no factor would shrink it",
      { totalRequests: 19.5, memory: downSince(0), with: { downscalingFactor: 0.2 } },
      10,
    ],
    [
      "counts from those that run, not from the target",
      { totalRequests: 24, runningReplicas: 4, memory: upSince(0) },
      12,
    ],
    ["stops at the upper bound", { totalRequests: 400, memory: upSince(0), maxReplicas: 25 }, 25],
    ["stops at the lower bound", { totalRequests: 0, memory: downSince(0), minReplicas: 4 }, 4],
    ["obeys a bound that has fallen, at once", { totalRequests: 40, maxReplicas: 6 }, 6],
    [
      "obeys a bound that has risen, at once and before any report",
      { totalRequests: null, minReplicas: 14 },
      14,
    ],
    ["goes to one before it goes to zero", { totalRequests: 0, minReplicas: 0, memory: downSince(0) }, 1],
    [
      "waits longer for zero",
      { targetReplicas: 1, totalRequests: 0, minReplicas: 0, memory: downSince(100.1) },
      1,
    ],
    [
      "goes from one to zero",
      { targetReplicas: 1, totalRequests: 0, minReplicas: 0, memory: downSince(100) },
      0,
    ],
    [
      "never goes to zero where the bound is one",
      { targetReplicas: 1, totalRequests: 0, memory: downSince(0) },
      1,
    ],
    ["stays at zero without requests", { targetReplicas: 0, totalRequests: 0, minReplicas: 0 }, 0],
    [
      "leaves zero at once when anything is queued",
      { targetReplicas: 0, totalRequests: 0.1, minReplicas: 0 },
      1,
    ],
    [
      "leaves zero by the upscaling factor",
      { targetReplicas: 0, totalRequests: 9, minReplicas: 0, with: { upscalingFactor: 2.5 } },
      3,
    ],
    [
      "leaves zero within the bounds",
      { targetReplicas: 0, totalRequests: 9, minReplicas: 0, maxReplicas: 2, with: { upscalingFactor: 2.5 } },
      2,
    ],
    [
      "keeps a target whose replicas do not run yet",
      { targetReplicas: 5, runningReplicas: 0, totalRequests: 900 },
      5,
    ],
  ])("%s", (_, changes, expected) => {
    expect(decideReplicas(view(changes)).targetReplicas).toBe(expected);
  });

  it("asks to be looked at again when the delay will have passed, and then decides", () => {
    const first = decideReplicas(view({ totalRequests: 40 }));
    expect(first).toEqual({ targetReplicas: 10, memory: upSince(1000), reviewAtSeconds: 1030 });
    const second = decideReplicas(view({ totalRequests: 30, nowSeconds: 1029.9, memory: first.memory }));
    expect(second).toEqual({ targetReplicas: 10, memory: upSince(1000), reviewAtSeconds: 1030 });
    const third = decideReplicas(view({ totalRequests: 30, nowSeconds: 1030, memory: second.memory }));
    expect(third.targetReplicas).toBe(15);
    expect(third.memory.direction).toBe("none");
    expect(third.reviewAtSeconds).toBeNull();
  });

  it("forgets the direction when the load is on target for a moment", () => {
    const onTarget = decideReplicas(view({ memory: upSince(0) }));
    expect(decideReplicas(view({ totalRequests: 40, memory: onTarget.memory })).targetReplicas).toBe(10);
  });
});

const viewArbitrary: fc.Arbitrary<AutoscalerView> = fc
  .record({
    bounds: fc.tuple(fc.nat(20), fc.nat(20)),
    targetReplicas: fc.nat(25),
    runningReplicas: fc.nat(25),
    totalRequests: fc.option(fc.nat(800).map((eighths) => eighths / 8)),
    memory: fc.record({
      direction: fc.constantFrom("up" as const, "down" as const, "none" as const),
      sinceSeconds: fc.integer({ min: 0, max: 1000 }),
    }),
    with: fc.record({
      targetOngoingRequests: fc.constantFrom(0.5, 1, 2, 7),
      upscaleDelaySeconds: fc.constantFrom(0, 30, 500),
      downscaleDelaySeconds: fc.constantFrom(0, 60, 600),
      downscaleToZeroDelaySeconds: fc.constantFrom(0, 100, 900),
      upscalingFactor: fc.constantFrom(0.1, 0.5, 1, 2),
      downscalingFactor: fc.constantFrom(0.1, 0.5, 1, 2),
    }),
  })
  .map(({ bounds, ...rest }) =>
    view({ ...rest, minReplicas: Math.min(...bounds), maxReplicas: Math.max(...bounds) }),
  );

describe("decideReplicas", () => {
  it("stays within the bounds, in whole replicas", () => {
    fc.assert(
      fc.property(viewArbitrary, (seen) => {
        const { targetReplicas } = decideReplicas(seen);
        expect(Number.isInteger(targetReplicas)).toBe(true);
        expect(targetReplicas).toBeGreaterThanOrEqual(seen.minReplicas);
        expect(targetReplicas).toBeLessThanOrEqual(seen.maxReplicas);
      }),
      { numRuns: runs, seed },
    );
  });

  it("never changes a target within its bounds before the direction has held for the delay, save from zero", () => {
    fc.assert(
      fc.property(viewArbitrary, (seen) => {
        const { targetReplicas } = decideReplicas(seen);
        const isWithin = seen.targetReplicas >= seen.minReplicas && seen.targetReplicas <= seen.maxReplicas;
        if (!isWithin || targetReplicas === seen.targetReplicas) return;
        if (seen.runningReplicas === 0) {
          expect(seen.totalRequests).toBeGreaterThan(0);
          expect(targetReplicas).toBeGreaterThan(seen.targetReplicas);
          return;
        }
        const isUp = targetReplicas > seen.targetReplicas;
        const { upscaleDelaySeconds, downscaleDelaySeconds, downscaleToZeroDelaySeconds } = seen.settings;
        const delay = isUp
          ? upscaleDelaySeconds
          : targetReplicas === 0
            ? downscaleToZeroDelaySeconds
            : downscaleDelaySeconds;
        const held =
          seen.memory.direction === (isUp ? "up" : "down") ? seen.nowSeconds - seen.memory.sinceSeconds : 0;
        expect(held).toBeGreaterThanOrEqual(delay);
        if (targetReplicas === 0) expect(seen.targetReplicas).toBe(1);
      }),
      { numRuns: runs, seed },
    );
  });

  it("is pure: it changes nothing that it sees and decides the same again", () => {
    fc.assert(
      fc.property(viewArbitrary, (seen) => {
        const before = structuredClone(seen);
        const decision = decideReplicas(seen);
        expect(decideReplicas(seen)).toEqual(decision);
        expect(seen).toEqual(before);
      }),
      { numRuns: runs, seed },
    );
  });

  it("settles: under a steady load, looked at when it asks to be, it soon changes nothing more", () => {
    fc.assert(
      fc.property(viewArbitrary, (start) => {
        let seen = start;
        if (
          seen.totalRequests === null ||
          seen.settings.upscalingFactor > 1 ||
          seen.settings.downscalingFactor > 1
        )
          return;
        let lastChange = 0;
        for (let round = 0; round < 200; round++) {
          const { targetReplicas, memory, reviewAtSeconds } = decideReplicas(seen);
          if (targetReplicas !== seen.targetReplicas) lastChange = round;
          if (reviewAtSeconds !== null) expect(reviewAtSeconds).toBeGreaterThan(seen.nowSeconds);
          seen = {
            ...seen,
            targetReplicas,
            runningReplicas: targetReplicas,
            memory,
            nowSeconds: reviewAtSeconds ?? seen.nowSeconds + 10,
          };
        }
        expect(lastChange).toBeLessThan(100);
        const wanted = Math.ceil(seen.totalRequests! / seen.settings.targetOngoingRequests);
        const settled = Math.min(seen.maxReplicas, Math.max(seen.minReplicas, wanted));
        if (seen.settings.upscalingFactor === 1 && seen.settings.downscalingFactor === 1) {
          // One request more or less than a whole number of replicas may round either way.
          expect(Math.abs(seen.targetReplicas - settled)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: runs, seed },
    );
  });
});
