import { z } from "zod";

const INT32_MAX = 2_147_483_647;
/** apps/v1, `progressDeadlineSeconds`. */
const USUAL_DEADLINE_SECONDS = 600;

const intOrPercentError = "expected a whole number of at least 0, or a percentage such as 25%";
const intOrPercent = z.union(
  [z.int().min(0).max(INT32_MAX), z.string().regex(/^\d{1,9}%$/, { error: intOrPercentError })],
  {
    error: intOrPercentError,
  },
);

/** A number of replicas, or a percentage of them such as `25%`. */
export type IntOrPercent = z.output<typeof intOrPercent>;

const seconds = z
  .int({ error: `expected a whole number of seconds, 0 to ${INT32_MAX}` })
  .min(0)
  .max(INT32_MAX);

const common = {
  minReadySeconds: seconds
    .default(0)
    .describe("How long a replica must have been ready before it counts as available, in whole seconds."),
  progressDeadlineSeconds: seconds
    .default(USUAL_DEADLINE_SECONDS)
    .describe(
      `How long the rollout may go without progress before it is reported as stuck, in whole seconds; it is never rolled back. ${INT32_MAX}: no deadline.`,
    ),
};

const rollingUpdate = z
  .strictObject({
    type: z
      .literal("RollingUpdate")
      .optional()
      .transform((type) => type ?? "RollingUpdate")
      .describe("Replicas of the old version are replaced a few at a time. The default."),
    maxSurge: intOrPercent
      .default("25%")
      .describe(
        "How many replicas there may be beyond the wanted number: a number, or a percentage, which is rounded up.",
      ),
    maxUnavailable: intOrPercent
      .default("25%")
      .describe(
        "How many of the wanted replicas may be unavailable: a number, or a percentage, which is rounded down. Where both come to 0, one may.",
      ),
    ...common,
  })
  .superRefine(({ maxSurge, maxUnavailable }, context) => {
    if (amountOf(maxSurge) === 0 && amountOf(maxUnavailable) === 0) {
      context.addIssue({
        code: "custom",
        path: ["maxUnavailable"],
        message: "expected more than 0, because maxSurge is 0: else no replica could be replaced",
      });
    }
    if (typeof maxUnavailable === "string" && amountOf(maxUnavailable) > 100) {
      context.addIssue({
        code: "custom",
        path: ["maxUnavailable"],
        message: "expected at most 100%",
      });
    }
  });

const recreate = z.strictObject({
  type: z
    .literal("Recreate")
    .describe("All replicas of the old version stop before the first new one starts."),
  ...common,
});

/**
 * The strategy of a Kubernetes Deployment (apps/v1, v1.36) with its two times beside it. What is refused is what
 * `ValidateDeploymentSpec` refuses.
 */
export const deploymentOptionsSchema = z
  .discriminatedUnion("type", [rollingUpdate, recreate])
  .superRefine(({ minReadySeconds, progressDeadlineSeconds }, context) => {
    if (progressDeadlineSeconds > minReadySeconds) return;
    context.addIssue({
      code: "custom",
      path: ["progressDeadlineSeconds"],
      message: `expected more than minReadySeconds, which is ${minReadySeconds} (left out, it is ${USUAL_DEADLINE_SECONDS})`,
    });
  });

export type DeploymentOptions = z.output<typeof deploymentOptionsSchema>;

/** No deadline (`HasProgressDeadline`). */
export const NO_DEADLINE_SECONDS = INT32_MAX;

function amountOf(written: IntOrPercent): number {
  return typeof written === "number" ? written : Number(written.slice(0, -1));
}
