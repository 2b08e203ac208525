import * as fc from "fast-check";

/** Options of every strategy that scenario files can name, as they write them, by its name. */
export const strategyArbitraries: Readonly<Record<string, () => fc.Arbitrary<object>>> = {
  kubeRay: () => {
    const incremental = fc
      .tuple(
        fc.constantFrom(1, 10, 30, 50, 100),
        fc.constantFrom(1, 10, 25, 100),
        fc.constantFrom(1, 5, 30),
        fc.constantFrom(0, 60),
      )
      .map(([maxSurgePercent, stepSizePercent, intervalSeconds, deletionDelaySeconds]) => ({
        type: "NewClusterWithIncrementalUpgrade",
        maxSurgePercent,
        stepSizePercent: Math.min(stepSizePercent, maxSurgePercent),
        intervalSeconds,
        deletionDelaySeconds,
      }));
    return fc.oneof(
      { weight: 4, arbitrary: incremental },
      { weight: 1, arbitrary: fc.constant({ type: "NewCluster" }) },
    );
  },
};
