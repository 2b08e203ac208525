import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averageRequests } from "../../../src/serve/autoscaler/averageRequests.ts";
import { desiredReplicas } from "../../../src/serve/autoscaler/desiredReplicas.ts";
import type { RequestCurve } from "../../../src/serve/autoscaler/requestCurve.ts";
import { whenDesiredChanges } from "../../../src/serve/autoscaler/whenDesiredChanges.ts";
import type { AutoscalingSettings } from "../../../src/serve/Deployment.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(2000);

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

/** Half as many requests as 5 replicas are for until 100 s, and since then ten times as many. */
const rising: RequestCurve = {
  fromSeconds: 70,
  lastSeconds: 100,
  requestSeconds: 150,
  lastRequests: 50,
  leastRequests: 5,
  mostRequests: 50,
};

describe("whenDesiredChanges", () => {
  const when = (changes: Partial<Parameters<typeof whenDesiredChanges>[0]> = {}) =>
    whenDesiredChanges({
      settings,
      runningReplicas: 3,
      curve: rising,
      nowSeconds: 100,
      untilSeconds: 110,
      ...changes,
    });

  it("finds the loop by hand: (150 + 50 t) / (30 + t) passes 6 requests after 0.7 s", () => {
    // At 100 s it is 5, three replicas' worth; 6 at 30 / 44 = 0.68 s.
    expect(when()).toBe(100.7);
  });

  it("finds none where nothing is reported, nothing runs, nothing moves, or no loop lies between", () => {
    expect(when({ curve: null })).toBeNull();
    expect(when({ runningReplicas: 0 })).toBeNull();
    expect(when({ curve: { ...rising, lastRequests: 5 } })).toBeNull();
    expect(when({ untilSeconds: 100 })).toBeNull();
    expect(when({ untilSeconds: 100.1 })).toBeNull();
  });

  it("leaves out the end: a change in the last loop before it counts, one at it does not", () => {
    expect(when({ untilSeconds: 100.7 })).toBeNull();
    expect(when({ untilSeconds: 100.75 })).toBe(100.7);
    expect(when({ untilSeconds: 100.8 })).toBe(100.7);
  });

  it("leaves out the loop of the moment itself, however the clock rounds it", () => {
    // 100.7 is a loop already seen, and its wish is the one to compare with.
    const after = when({ nowSeconds: 100.7 });
    expect(after).not.toBeNull();
    expect(after).toBeGreaterThan(100.75);
    expect(when({ nowSeconds: 1007 * 0.1 })).toBe(after);
  });

  it("finds what one finds who looks at every loop", () => {
    const tenths = (max: number) => fc.integer({ min: 0, max }).map((count) => count / 10);
    fc.assert(
      fc.property(
        fc.record({
          runningReplicas: fc.integer({ min: 1, max: 8 }),
          nowSeconds: tenths(300),
          spanSeconds: tenths(300),
          lookBackSeconds: tenths(300),
          agoSeconds: tenths(50),
          meanRequests: fc.integer({ min: 0, max: 40 }),
          lastRequests: fc.integer({ min: 0, max: 40 }),
        }),
        ({
          runningReplicas,
          nowSeconds,
          spanSeconds,
          lookBackSeconds,
          agoSeconds,
          meanRequests,
          lastRequests,
        }) => {
          const lastSeconds = nowSeconds - agoSeconds;
          const curve = {
            fromSeconds: lastSeconds - lookBackSeconds,
            lastSeconds,
            requestSeconds: meanRequests * lookBackSeconds,
            lastRequests,
            leastRequests: Math.min(meanRequests, lastRequests),
            mostRequests: Math.max(meanRequests, lastRequests),
          };
          const untilSeconds = nowSeconds + spanSeconds;
          const wantedAt = (seconds: number) =>
            desiredReplicas({ settings, runningReplicas, totalRequests: averageRequests(curve, seconds) });
          let expected: number | null = null;
          for (let loop = Math.round(nowSeconds * 10) + 1; loop < Math.round(untilSeconds * 10); loop++) {
            if (wantedAt(loop / 10) === wantedAt(nowSeconds)) continue;
            expected = loop / 10;
            break;
          }
          expect(whenDesiredChanges({ settings, runningReplicas, curve, nowSeconds, untilSeconds })).toBe(
            expected,
          );
        },
      ),
      { numRuns: runs, seed },
    );
  });
});
