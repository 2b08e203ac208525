import { describe, expect, it } from "vitest";
import { type AutoscalerView, decideReplicas } from "../../../src/serve/autoscaler/decideReplicas.ts";
import type { AutoscalingSettings } from "../../../src/serve/Deployment.ts";

const settings: AutoscalingSettings = {
  kind: "autoscaling",
  minReplicas: 0,
  maxReplicas: 100,
  initialReplicas: null,
  targetOngoingRequests: 1,
  upscaleDelaySeconds: 30,
  downscaleDelaySeconds: 600,
  downscaleToZeroDelaySeconds: 900,
  metricsIntervalSeconds: 10,
  lookBackPeriodSeconds: 30,
  upscalingFactor: 1,
  downscalingFactor: 1,
};

const view: AutoscalerView = {
  nowSeconds: 1000,
  settings,
  minReplicas: 0,
  maxReplicas: 100,
  targetReplicas: 4,
  runningReplicas: 4,
  totalRequests: 4,
  memory: { direction: "none", sinceSeconds: 0 },
};

describe("decideReplicas, where one step more or less decides", () => {
  it("forgets the way down when the load is on target, and remembers nothing in its place", () => {
    const decision = decideReplicas({ ...view, memory: { direction: "down", sinceSeconds: 900 } });
    expect(decision.memory.direction).toBe("none");
    expect(decision.reviewAtSeconds).toBeNull();
  });

  it("forgets it also when the load is on target without a delay to wait for", () => {
    const hasty = { ...settings, upscaleDelaySeconds: 0, downscaleDelaySeconds: 0 };
    expect(decideReplicas({ ...view, settings: hasty })).toEqual({
      targetReplicas: 4,
      memory: { direction: "none", sinceSeconds: 1000 },
      reviewAtSeconds: null,
    });
  });

  it("remembers since when nothing runs and nothing is wanted: at zero there is no way to wait out", () => {
    const idle = { ...view, targetReplicas: 0, runningReplicas: 0, totalRequests: 0 };
    const decision = decideReplicas({ ...idle, memory: { direction: "up", sinceSeconds: 5 } });
    expect(decision).toEqual({
      targetReplicas: 0,
      memory: { direction: "none", sinceSeconds: 1000 },
      reviewAtSeconds: null,
    });
  });

  it("waits out the delay to the microsecond: differences of clock times lose their last digits", () => {
    const up = (sinceSeconds: number) =>
      decideReplicas({ ...view, totalRequests: 8, memory: { direction: "up", sinceSeconds } });
    expect(up(970).targetReplicas).toBe(8);
    expect(up(970 + 0.5e-6).targetReplicas).toBe(8);
    expect(up(970 + 2e-6).targetReplicas).toBe(4);
  });

  it("goes down to one, and asks for the next loop since zero is wanted", () => {
    const idle = { ...view, totalRequests: 0, memory: { direction: "down", sinceSeconds: 0 } } as const;
    expect(decideReplicas(idle)).toEqual({
      targetReplicas: 1,
      memory: { direction: "none", sinceSeconds: 1000 },
      reviewAtSeconds: 1000.1,
    });
    // With a floor of one it has arrived.
    expect(decideReplicas({ ...idle, minReplicas: 1 }).reviewAtSeconds).toBeNull();
    // So it has with one request left.
    expect(decideReplicas({ ...idle, totalRequests: 1 }).reviewAtSeconds).toBeNull();
  });

  it("does not ask to be looked at where the bounds undo what it waits for", () => {
    const full = { ...view, maxReplicas: 4, totalRequests: 8 };
    expect(decideReplicas(full)).toEqual({
      targetReplicas: 4,
      memory: { direction: "up", sinceSeconds: 1000 },
      reviewAtSeconds: null,
    });
    expect(decideReplicas({ ...full, maxReplicas: 5 }).reviewAtSeconds).toBe(1030);
  });

  it("asks for the next loop where the bounds have moved the target at once", () => {
    expect(decideReplicas({ ...view, maxReplicas: 3, totalRequests: 8 })).toEqual({
      targetReplicas: 3,
      memory: { direction: "up", sinceSeconds: 1000 },
      reviewAtSeconds: 1000.1,
    });
  });
});
