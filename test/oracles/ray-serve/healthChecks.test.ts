import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { FaultEffect } from "../../../src/faults/Fault.ts";
import { healthLookSeconds } from "../../../src/serve/controller/healthLookSeconds.ts";
import { simulate } from "../../../src/simulation/simulate.ts";
import { buildDeployment } from "../../simulation/buildDeployment.ts";
import { buildScenario } from "../../simulation/buildScenario.ts";
import { buildVersion } from "../../simulation/buildVersion.ts";
import { readVectors } from "./readVectors.ts";

const vectors = readVectors("healthChecks", {
  noticed: z.array(
    z.tuple([z.enum(["crash", "fail", "hang"]), z.number(), z.number(), z.number(), z.array(z.number())]),
  ),
  looks: z.array(z.tuple([z.number(), z.number(), z.number()])),
});

describe("how often the controller looks at a replica", () => {
  it("is as often as Ray Serve's does", () => {
    for (const [runningReplicas, periodSeconds, mostLoops] of vectors.looks) {
      const lookSeconds = healthLookSeconds({ runningReplicas, periodSeconds });
      expect(lookSeconds, `${runningReplicas} replicas, ${periodSeconds} s`).toBeCloseTo(mostLoops / 10, 9);
    }
    expect(vectors.looks.length).toBeGreaterThan(30);
  });
});

describe("a replica that is hurt", () => {
  it.each(vectors.noticed)(
    "by a %s is known to be, with %i replicas, a period of %d s and a timeout of %d s, as late as Ray Serve knows",
    (kind, replicas, period, timeout, recorded) => {
      const runs = 150;
      const simulated = Array.from({ length: runs }, (_, index) => {
        const struckSeconds = 3 * period + (10 * period * (index + 0.5)) / runs;
        return (
          knownAt(index, struckSeconds, { kind, replicas, periodSeconds: period, timeoutSeconds: timeout }) -
          struckSeconds
        );
      });
      const [ours, theirs] = [describeSample(simulated), describeSample(recorded)];
      const error = Math.sqrt((ours.variance + theirs.variance) / runs);
      expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(3.5 * error);
      // No wait beyond those that were seen there by more than two looks.
      const slackSeconds = 0.1 + 2 * healthLookSeconds({ runningReplicas: replicas, periodSeconds: period });
      expect(Math.min(...simulated)).toBeGreaterThan(Math.min(...recorded) - slackSeconds);
      expect(Math.max(...simulated)).toBeLessThan(Math.max(...recorded) + slackSeconds);
    },
  );
});

/** When the controller of a simulation knows of a replica that is struck: it stops it, or asks for another one. */
function knownAt(
  run: number,
  struckSeconds: number,
  how: {
    readonly kind: "crash" | "fail" | "hang";
    readonly replicas: number;
    readonly periodSeconds: number;
    readonly timeoutSeconds: number;
  },
): number {
  const { kind, replicas, periodSeconds, timeoutSeconds } = how;
  const deployment = buildDeployment({
    scaling: { kind: "static", numReplicas: replicas },
    resources: { cpus: 0.01, gpus: 0 },
    healthCheckPeriodSeconds: periodSeconds,
    healthCheckTimeoutSeconds: timeoutSeconds,
  });
  const result = simulate(
    buildScenario({
      seed: `health ${run}`,
      horizonSeconds: struckSeconds + 4 * (periodSeconds + timeoutSeconds),
      primary: buildVersion({ deployments: [deployment] }),
      traffic: [],
      faults: [{ name: "struck", trigger: { kind: "at", atSeconds: struckSeconds }, effect: effectOf(kind) }],
    }),
  );
  const event = result.events.find(
    ({ kind: what, atSeconds }) => what === "service-state" && atSeconds >= struckSeconds,
  );
  if (event === undefined) throw new Error(`nothing is known of the ${kind}`);
  return event.atSeconds;
}

function effectOf(kind: "crash" | "fail" | "hang"): FaultEffect {
  const one = { version: "primary", deployment: null, count: 1 } as const;
  switch (kind) {
    case "crash":
      return { kind: "replica-crash", ...one };
    case "fail":
      return { kind: "unhealthy", ...one, failsRequests: false };
    case "hang":
      return { kind: "hung-replica", ...one, durationSeconds: null };
  }
}

function describeSample(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}
