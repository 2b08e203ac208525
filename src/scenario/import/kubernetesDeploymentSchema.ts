import { z } from "zod";
import { durationField, podCount, podTemplate } from "./podTemplateSchema.ts";

const intOrPercentError = "expected a whole number of at least 0, or a percentage such as 25%";
const intOrPercent = z.union([podCount, z.string().regex(/^\d{1,9}%$/, { error: intOrPercentError })], {
  error: intOrPercentError,
});

/** A `Deployment` of Kubernetes, as far as a forecast reads it (apps/v1, v1.36). */
export const kubernetesDeploymentSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string().nullish() }).nullish(),
  spec: z.looseObject({
    replicas: podCount.nullish(),
    minReadySeconds: durationField.nullish(),
    progressDeadlineSeconds: durationField.nullish(),
    strategy: z
      .looseObject({
        type: z.enum(["RollingUpdate", "Recreate"]).nullish(),
        rollingUpdate: z
          .looseObject({ maxSurge: intOrPercent.nullish(), maxUnavailable: intOrPercent.nullish() })
          .nullish(),
      })
      .nullish(),
    template: podTemplate,
  }),
});

export type KubernetesDeployment = z.output<typeof kubernetesDeploymentSchema>;
