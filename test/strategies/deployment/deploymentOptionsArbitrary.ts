import * as fc from "fast-check";
import {
  type DeploymentOptions,
  deploymentOptionsSchema,
} from "../../../src/strategies/deployment/deploymentOptionsSchema.ts";

/** Any options that Kubernetes takes. */
export function deploymentOptionsArbitrary(): fc.Arbitrary<DeploymentOptions> {
  const amount = fc.oneof(
    fc.integer({ min: 0, max: 6 }),
    fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
  );
  const times = {
    minReadySeconds: fc.constantFrom(0, 0, 5, 20),
    progressDeadlineSeconds: fc.constantFrom(21, 60, 600, 2_147_483_647),
  };
  const rollingUpdate = fc.record({
    type: fc.constant("RollingUpdate" as const),
    maxSurge: amount,
    maxUnavailable: amount,
    ...times,
  });
  const recreate = fc.record({ type: fc.constant("Recreate" as const), ...times });
  return fc
    .oneof(
      { weight: 5, arbitrary: rollingUpdate as fc.Arbitrary<DeploymentOptions> },
      { weight: 1, arbitrary: recreate as fc.Arbitrary<DeploymentOptions> },
    )
    .filter((options) => deploymentOptionsSchema.safeParse(options).success);
}
