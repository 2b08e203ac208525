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
  "spec.upgradeStrategy.clusterUpgradeOptions.maxSurgePercent",
  `${cluster}.rayVersion`,
  `${cluster}.enableInTreeAutoscaling`,
  `${cluster}.autoscalerOptions.idleTimeoutSeconds`,
  `${cluster}.gcsFaultToleranceOptions`,
  ...ofGroups.map((field) => `${cluster}.headGroupSpec.${field}`),
  ...[...ofWorkerGroups, ...ofGroups].map((field) => `${cluster}.workerGroupSpecs[].${field}`),
];

/** What became of each field of a RayService manifest; what nothing is read of is one field, whatever it holds. */
export function manifestFields(manifest: unknown): FieldFates {
  const leadsOn = (field: string) =>
    field === "" || usedFields.some((used) => used.startsWith(`${field}.`) || used.startsWith(`${field}[]`));
  const fields = listFields(manifest, leadsOn);
  const isUsed = (field: string) => usedFields.includes(field);
  return { used: fields.filter(isUsed), leftAside: fields.filter((field) => !isUsed(field)) };
}
