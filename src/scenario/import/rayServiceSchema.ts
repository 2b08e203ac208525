import { z } from "zod";
import { nameSchema } from "../fields/nameSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { durationField, podCount, podTemplate, quantities, texts } from "./podTemplateSchema.ts";

const percent = wholeNumberSchema({ least: 0, most: 100 });

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
  idleTimeoutSeconds: durationField.nullish(),
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
            intervalSeconds: durationField.nullish(),
          })
          .nullish(),
      })
      .nullish(),
    rayClusterDeletionDelaySeconds: durationField.nullish(),
    rayClusterConfig: z.looseObject({
      rayVersion: z.string().nullish(),
      enableInTreeAutoscaling: z.boolean().nullish(),
      autoscalerOptions: z.looseObject({ idleTimeoutSeconds: durationField.nullish() }).nullish(),
      gcsFaultToleranceOptions: z.looseObject({}).nullish(),
      headGroupSpec: z.looseObject(group),
      workerGroupSpecs: z.array(workerGroup).max(200).nullish(),
    }),
  }),
});

export type RayService = z.output<typeof rayServiceSchema>;
export type WorkerGroupSpec = z.output<typeof workerGroup>;
export type RayGroupSpec = Pick<WorkerGroupSpec, keyof typeof group>;
