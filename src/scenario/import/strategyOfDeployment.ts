import type { z } from "zod";
import type { deploymentOptionsSchema } from "../../strategies/deployment/deploymentOptionsSchema.ts";
import type { KubernetesDeployment } from "./kubernetesDeploymentSchema.ts";

/** How a `Deployment` is rolled out, as a scenario writes it; what the manifest leaves to a default is left to it here. */
export function strategyOfDeployment({
  spec,
}: KubernetesDeployment): z.input<typeof deploymentOptionsSchema> {
  const { strategy, minReadySeconds, progressDeadlineSeconds } = spec;
  const times = {
    ...(minReadySeconds == null ? {} : { minReadySeconds }),
    ...(progressDeadlineSeconds == null ? {} : { progressDeadlineSeconds }),
  };
  if (strategy?.type === "Recreate") return { type: "Recreate", ...times };
  const { maxSurge, maxUnavailable } = strategy?.rollingUpdate ?? {};
  return {
    type: "RollingUpdate",
    ...(maxSurge == null ? {} : { maxSurge }),
    ...(maxUnavailable == null ? {} : { maxUnavailable }),
    ...times,
  };
}
