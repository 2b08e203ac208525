import * as fc from "fast-check";

/** Options of every strategy that scenario files can name, as they write them, by its name. */
export const strategyArbitraries: Readonly<Record<string, () => fc.Arbitrary<object>>> = {
  deployment: () => {
    const times = fc.record({
      minReadySeconds: fc.constantFrom(0, 0, 20),
      progressDeadlineSeconds: fc.constantFrom(60, 600),
    });
    const amount = fc.constantFrom<number | string>(0, 1, 2, "10%", "25%", "50%", "100%");
    const rolling = fc
      .tuple(amount, amount)
      .filter(([maxSurge, maxUnavailable]) => maxSurge !== 0 || maxUnavailable !== 0)
      .map(([maxSurge, maxUnavailable]) => ({ type: "RollingUpdate", maxSurge, maxUnavailable }));
    const type = fc.oneof(
      { weight: 4, arbitrary: rolling },
      { weight: 1, arbitrary: fc.constant({ type: "Recreate" }) },
    );
    return fc.tuple(type, times).map(([one, other]) => ({ ...one, ...other }));
  },
  weights: () =>
    fc.constantFrom(
      {},
      { endpoint: "service" },
      { backend: "v1", create_backend: "v2" },
      { create_backend: "v3" },
    ),
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
