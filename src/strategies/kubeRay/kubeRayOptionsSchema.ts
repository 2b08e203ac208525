import { z } from "zod";

const INT32_MAX = 2_147_483_647;

const percent = z.int({ error: "expected a whole number from 0 to 100" }).min(0).max(100);

const deletionDelaySeconds = z
  .int({ error: `expected a whole number of seconds, 0 to ${INT32_MAX}` })
  .min(0)
  .max(INT32_MAX)
  .default(60)
  .describe(
    "How long a cluster that no longer belongs to the service is kept before it is deleted: `rayClusterDeletionDelaySeconds`, in whole seconds. It holds its GPUs until then.",
  );

const incremental = z
  .strictObject({
    type: z
      .literal("NewClusterWithIncrementalUpgrade")
      .describe("A second cluster takes over capacity and traffic in steps."),
    maxSurgePercent: percent
      .default(100)
      .describe(
        "By how much the capacity of one cluster changes at once, and how far both together may exceed 100 %. 0 is taken and never moves.",
      ),
    stepSizePercent: percent.describe(
      "How much traffic moves at once, of all requests; at most `maxSurgePercent`. 0 is taken and never moves.",
    ),
    intervalSeconds: z
      .int({ error: `expected a whole number of seconds, 1 to ${INT32_MAX}` })
      .min(1)
      .max(INT32_MAX)
      .describe("The least time between two shifts of traffic, in whole seconds."),
    deletionDelaySeconds,
  })
  .superRefine(({ maxSurgePercent, stepSizePercent }, context) => {
    if (stepSizePercent <= maxSurgePercent) return;
    context.addIssue({
      code: "custom",
      path: ["stepSizePercent"],
      message: `expected at most maxSurgePercent, which is ${maxSurgePercent}`,
    });
  });

const newCluster = z.strictObject({
  type: z
    .literal("NewCluster")
    .describe("A second cluster of full size; all traffic moves once it serves. The default."),
  deletionDelaySeconds,
});

const none = z.strictObject({
  type: z.literal("None").describe("No second cluster is made: a changed cluster spec is not rolled out."),
});

/**
 * The `upgradeStrategy` of a RayService as of ray-operator v1.7.0, with its `clusterUpgradeOptions` and its
 * `rayClusterDeletionDelaySeconds` beside it. What is refused is what `ValidateRayServiceSpec` refuses.
 */
export const kubeRayOptionsSchema = z.discriminatedUnion("type", [incremental, newCluster, none]);

export type KubeRayOptions = z.output<typeof kubeRayOptionsSchema>;

export type KubeRayIncrementalOptions = Extract<
  KubeRayOptions,
  { readonly type: "NewClusterWithIncrementalUpgrade" }
>;

/** Those with which a new cluster is made. */
export type KubeRayUpgradeOptions = Exclude<KubeRayOptions, { readonly type: "None" }>;
