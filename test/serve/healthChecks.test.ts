import { describe, expect, it } from "vitest";
import { drawHealthCheckGap } from "../../src/serve/controller/drawHealthCheckGap.ts";
import { healthLookSeconds } from "../../src/serve/controller/healthLookSeconds.ts";

describe("the controller's looks at replicas", () => {
  it("come at every loop for one replica, and in turn for more", () => {
    const look = (runningReplicas: number, periodSeconds = 10) =>
      healthLookSeconds({ runningReplicas, periodSeconds });
    expect(look(1)).toBeCloseTo(0.1, 12);
    expect(look(8)).toBeCloseTo(0.8, 12);
    expect(look(50)).toBeCloseTo(5, 12);
  });

  it("reach every replica within half a period, however many there are", () => {
    for (const periodSeconds of [0.5, 1, 3, 10, 60]) {
      const halfSeconds = Math.max(0.1, Math.min(periodSeconds, 10) / 2);
      for (let runningReplicas = 1; runningReplicas <= 500; runningReplicas++) {
        expect(healthLookSeconds({ runningReplicas, periodSeconds })).toBeLessThanOrEqual(halfSeconds + 1e-9);
      }
    }
  });
});

describe("the gap between two health checks", () => {
  it("ends at the first look after a drawn 0.9 to 1.1 of the period", () => {
    const gap = (share: number) => drawHealthCheckGap({ periodSeconds: 10, lookSeconds: 0.8 }, () => share);
    expect([0, 0.29, 0.31, 0.69, 0.71, 0.999].map((share) => gap(share).toFixed(1))).toEqual([
      "9.6",
      "9.6",
      "10.4",
      "10.4",
      "11.2",
      "11.2",
    ]);
  });

  it("draws anew at each look, so that the earlier looks win where there are many", () => {
    const shares = [0.5, 0.5, 0.2, 0.9];
    let drawn = 0;
    const gap = drawHealthCheckGap({ periodSeconds: 10, lookSeconds: 0.5 }, () => shares[drawn++] ?? 0.99);
    // Looks at 9.5 (0.5 → 10.0), 10.0 (0.5 → 10.0: not later), 10.5 (0.2 → 9.4).
    expect(gap).toBeCloseTo(10.5, 12);
    expect(drawn).toBe(3);
  });
});
