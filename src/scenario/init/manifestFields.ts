import type { KubernetesDeployment } from "../import/kubernetesDeploymentSchema.ts";
import type { RayService } from "../import/rayServiceSchema.ts";
import type { Manifest } from "../import/ServiceText.ts";
import type { FieldFates } from "./FieldFates.ts";
import { listFields } from "./listFields.ts";

const ofGroups = [
  "rayStartParams",
  "resources",
  "labels",
  "template.spec.containers[].image",
  "template.spec.containers[].resources.limits",
  "template.spec.containers[].resources.requests",
  "template.spec.nodeSelector",
];
const ofWorkerGroups = ["groupName", "replicas", "minReplicas", "maxReplicas", "numOfHosts", "suspend"];
const cluster = "spec.rayClusterConfig";

/** What is read of a RayService, whole. */
const usedFields: readonly string[] = [
  "apiVersion",
  "kind",
  "metadata.name",
  "metadata.annotations",
  "spec.serveConfigV2",
  "spec.upgradeStrategy.type",
  "spec.rayClusterDeletionDelaySeconds",
  `${cluster}.rayVersion`,
  `${cluster}.enableInTreeAutoscaling`,
  `${cluster}.autoscalerOptions.idleTimeoutSeconds`,
  `${cluster}.gcsFaultToleranceOptions`,
  ...ofGroups.map((field) => `${cluster}.headGroupSpec.${field}`),
  ...[...ofWorkerGroups, ...ofGroups].map((field) => `${cluster}.workerGroupSpecs[].${field}`),
];

/** What is read besides where the cluster is upgraded in steps. */
const ofSteps = ["maxSurgePercent", "stepSizePercent", "intervalSeconds"].map(
  (field) => `spec.upgradeStrategy.clusterUpgradeOptions.${field}`,
);

/** What is read of a Deployment, whole. */
const usedOfDeployment: readonly string[] = [
  "apiVersion",
  "kind",
  "metadata.name",
  "spec.replicas",
  "spec.minReadySeconds",
  "spec.progressDeadlineSeconds",
  "spec.strategy.type",
  "spec.strategy.rollingUpdate",
  "spec.template.spec.containers[].image",
  "spec.template.spec.containers[].resources.limits",
  "spec.template.spec.containers[].resources.requests",
  "spec.template.spec.containers[].command",
  "spec.template.spec.containers[].args",
  ...["startupProbe", "readinessProbe", "livenessProbe"].flatMap((probe) =>
    ["initialDelaySeconds", "periodSeconds", "successThreshold", "failureThreshold"].map(
      (field) => `spec.template.spec.containers[].${probe}.${field}`,
    ),
  ),
  "spec.template.spec.nodeSelector",
  "spec.template.spec.terminationGracePeriodSeconds",
];

/** What became of each field of a manifest; what nothing is read of is one field, whatever it holds. */
export function manifestFields(manifest: Manifest): FieldFates {
  if (manifest.kind === "deployment") return fatesOf(manifest.deployment, usedOfDeployment);
  const { rayService } = manifest;
  const hasSteps = rayService.spec.upgradeStrategy?.type === "NewClusterWithIncrementalUpgrade";
  return fatesOf(rayService, hasSteps ? [...usedFields, ...ofSteps] : usedFields);
}

function fatesOf(value: RayService | KubernetesDeployment, all: readonly string[]): FieldFates {
  const leadsOn = (field: string) =>
    field === "" || all.some((used) => used.startsWith(`${field}.`) || used.startsWith(`${field}[]`));
  const fields = listFields(value, leadsOn);
  const isUsed = (field: string) => all.includes(field);
  return { used: fields.filter(isUsed), leftAside: fields.filter((field) => !isUsed(field)) };
}
