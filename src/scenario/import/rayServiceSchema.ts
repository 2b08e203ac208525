import { z } from "zod";
import { nameSchema } from "../fields/nameSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { parseQuantity } from "./parseQuantity.ts";

const quantityError = "expected a quantity such as 4, 500m or 16Gi";
const quantity = z
  .union([z.string().max(64), z.number()], { error: quantityError })
  .transform((text, context) => {
    const amount = parseQuantity(text);
    if (amount !== null && amount >= 0) return amount;
    context.addIssue({ code: "custom", message: quantityError });
    return z.NEVER;
  });

const quantities = z.record(z.string(), quantity);
const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const podCount = wholeNumberSchema({ least: 0, most: 2_147_483_647 });
const percent = wholeNumberSchema({ least: 0, most: 100 });
const duration = wholeNumberSchema({ least: 0, most: 2_147_483_647 });

const podTemplate = z.looseObject({
  spec: z.looseObject({
    containers: z
      .array(
        z.looseObject({
          image: z.string().nullish(),
          resources: z
            .looseObject({ limits: quantities.nullish(), requests: quantities.nullish() })
            .nullish(),
        }),
        { error: "expected a list of containers" },
      )
      .min(1, { error: "expected at least one container; the first one runs Ray" }),
    nodeSelector: texts.nullish(),
  }),
});

const group = {
  rayStartParams: texts.nullish(),
  /** Since KubeRay 1.5: in place of what `rayStartParams` and the pod say. */
  resources: quantities.nullish(),
  labels: texts.nullish(),
  template: podTemplate,
};

const workerGroup = z.looseObject({
  ...group,
  groupName: nameSchema,
  replicas: podCount.nullish(),
  minReplicas: podCount.nullish(),
  maxReplicas: podCount.nullish(),
  numOfHosts: wholeNumberSchema({ least: 1, most: 10_000 }).nullish(),
  idleTimeoutSeconds: duration.nullish(),
  suspend: z.boolean().nullish(),
});

/** KubeRay's `RayService`, as far as a forecast reads it (ray-operator v1.7.0, apis/ray/v1). */
export const rayServiceSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string().nullish(), annotations: texts.nullish() }).nullish(),
  spec: z.looseObject({
    serveConfigV2: z
      .string({
        error: "expected the Serve config as text: serveConfigV2: | and the config below it, indented",
      })
      .max(1_000_000)
      .nullish(),
    upgradeStrategy: z
      .looseObject({
        type: z.enum(["NewCluster", "NewClusterWithIncrementalUpgrade", "None"]).nullish(),
        clusterUpgradeOptions: z
          .looseObject({
            maxSurgePercent: percent.nullish(),
            stepSizePercent: percent.nullish(),
            intervalSeconds: duration.nullish(),
          })
          .nullish(),
      })
      .nullish(),
    rayClusterDeletionDelaySeconds: duration.nullish(),
    rayClusterConfig: z.looseObject({
      rayVersion: z.string().nullish(),
      enableInTreeAutoscaling: z.boolean().nullish(),
      autoscalerOptions: z.looseObject({ idleTimeoutSeconds: duration.nullish() }).nullish(),
      gcsFaultToleranceOptions: z.looseObject({}).nullish(),
      headGroupSpec: z.looseObject(group),
      workerGroupSpecs: z.array(workerGroup).max(200).nullish(),
    }),
  }),
});

export type RayService = z.output<typeof rayServiceSchema>;
export type WorkerGroupSpec = z.output<typeof workerGroup>;
export type RayGroupSpec = Pick<WorkerGroupSpec, keyof typeof group>;
