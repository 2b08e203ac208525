import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { viewAtStart } from "../../src/simulation/updates/viewRollout.ts";
import { type ChosenStrategy, choose } from "../../src/strategies/ChosenStrategy.ts";
import { deployment } from "../../src/strategies/deployment/deployment.ts";
import { deploymentOptionsSchema } from "../../src/strategies/deployment/deploymentOptionsSchema.ts";
import { resolveFenceposts } from "../../src/strategies/deployment/resolveFenceposts.ts";
import { type IdealRollout, idealSteps } from "../../src/strategies/idealSteps.ts";
import { kubeRay } from "../../src/strategies/kubeRay/kubeRay.ts";
import { kubeRaySequence } from "../../src/strategies/kubeRay/kubeRaySequence.ts";
import { versionId } from "../../src/strategies/VersionId.ts";
import { weights } from "../../src/strategies/weights/weights.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildVersion } from "../simulation/buildVersion.ts";
import { ramp } from "./custom/ramp.ts";

const [current, next] = [versionId(0), versionId(1)];

function ideal(strategy: ChosenStrategy, replicas: number): IdealRollout {
  const definition = buildVersion({
    deployments: [buildDeployment({ name: "A", scaling: { kind: "static", numReplicas: replicas } })],
  });
  const view = viewAtStart({ id: current, definition }, { id: next, definition });
  const rollout = idealSteps(strategy, { view, current, next });
  if ("refusal" in rollout) throw new Error(rollout.refusal);
  return rollout;
}

/** Replicas of the old version and of the new one, and the traffic of the new one in percent. */
const rowsOf = ({ steps }: IdealRollout) =>
  steps.map(({ versions: [old, young] }) => [
    old?.replicas.get("A") ?? 0,
    young?.replicas.get("A") ?? 0,
    Math.round(100 * (young?.trafficFraction ?? 0)),
  ]);

describe("the steps of a rollout in which nothing takes time", () => {
  it("are KubeRay's own sequence", () => {
    for (const [surge, step] of [
      [30, 30],
      [50, 25],
      [100, 10],
      [7, 3],
    ] as const) {
      const options = kubeRay.options.parse({
        type: "NewClusterWithIncrementalUpgrade",
        maxSurgePercent: surge,
        stepSizePercent: step,
        intervalSeconds: 60,
      });
      const rollout = ideal(choose(kubeRay, options), 100);
      expect(rollout.isWhole).toBe(true);
      expect(rowsOf(rollout)).toEqual(
        kubeRaySequence(surge, step).map(({ activeCapacity, pendingCapacity, pendingTraffic }) => [
          activeCapacity,
          pendingCapacity,
          pendingTraffic,
        ]),
      );
    }
  });

  it("stay within the surge and above what may be unavailable, and end, for every Deployment", () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 100 }).map((each) => `${each}%`),
    );
    fc.assert(
      fc.property(amount, amount, fc.integer({ min: 1, max: 40 }), (maxSurge, maxUnavailable, replicas) => {
        const read = deploymentOptionsSchema.safeParse({ type: "RollingUpdate", maxSurge, maxUnavailable });
        fc.pre(read.success);
        const rollout = ideal(choose(deployment, read.data), replicas);
        const { surge, unavailable } = resolveFenceposts(read.data, replicas);
        for (const [old = 0, young = 0] of rowsOf(rollout)) {
          expect(old + young).toBeLessThanOrEqual(replicas + surge);
          expect(old + young).toBeGreaterThanOrEqual(replicas - unavailable);
        }
        expect(rollout.isWhole).toBe(true);
        expect(rowsOf(rollout).at(-1)?.slice(0, 2)).toEqual([0, replicas]);
      }),
      { numRuns: 200 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });

  it("are those of a strategy of one's own too, with the time that it waits by itself", () => {
    const rollout = ideal(choose(ramp, { stepPercent: 40, everySeconds: 60 }), 4);
    expect(rollout.steps.map(({ atSeconds }) => atSeconds)).toEqual([0, 0, 0, 60, 120]);
    expect(rowsOf(rollout).map(([, , traffic]) => traffic)).toEqual([0, 0, 40, 80, 100]);
  });

  it("stop at once where people move everything", () => {
    const rollout = ideal(choose(weights, weights.options.parse({})), 4);
    expect(rollout).toMatchObject({ isWhole: false });
    expect(rollout.steps).toHaveLength(2);
  });
});
