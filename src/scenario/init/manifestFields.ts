import type { RayService } from "../import/rayServiceSchema.ts";
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

/** What became of each field of a RayService manifest; what nothing is read of is one field, whatever it holds. */
export function manifestFields(manifest: RayService): FieldFates {
  const hasSteps = manifest.spec.upgradeStrategy?.type === "NewClusterWithIncrementalUpgrade";
  const all = hasSteps ? [...usedFields, ...ofSteps] : usedFields;
  const leadsOn = (field: string) =>
    field === "" || all.some((used) => used.startsWith(`${field}.`) || used.startsWith(`${field}[]`));
  const fields = listFields(manifest, leadsOn);
  const isUsed = (field: string) => all.includes(field);
  return { used: fields.filter(isUsed), leftAside: fields.filter((field) => !isUsed(field)) };
}
