import * as fc from "fast-check";
import type { KubeRayOptions } from "../../../src/strategies/kubeRay/kubeRayOptionsSchema.ts";

/** Any options that a RayService may have, those with which nothing moves included; not `None`, which begins nothing. */
export function kubeRayOptionsArbitrary(): fc.Arbitrary<KubeRayOptions> {
  const deletionDelaySeconds = fc.constantFrom(0, 1, 7, 60);
  const incremental = fc
    .record({
      maxSurgePercent: fc.integer({ min: 0, max: 100 }),
      stepShare: fc.integer({ min: 0, max: 100 }),
      intervalSeconds: fc.integer({ min: 1, max: 40 }),
      deletionDelaySeconds,
    })
    .map(({ stepShare, ...options }) => ({
      type: "NewClusterWithIncrementalUpgrade" as const,
      ...options,
      stepSizePercent: Math.floor((options.maxSurgePercent * stepShare) / 100),
    }));
  const newCluster = fc.record({ type: fc.constant("NewCluster" as const), deletionDelaySeconds });
  return fc.oneof({ weight: 6, arbitrary: incremental }, { weight: 2, arbitrary: newCluster });
}
