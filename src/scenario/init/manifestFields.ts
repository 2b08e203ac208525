import { listFields } from "./listFields.ts";

/** What became of the fields of a file. */
export interface FieldFates {
  readonly used: readonly string[];
  readonly leftAside: readonly string[];
}

const group = "spec.rayClusterConfig.(headGroupSpec|workerGroupSpecs[])";

/** What is read of a RayService; a `*` stands for anything that follows. */
const usedFields: readonly string[] = [
  "apiVersion",
  "kind",
  "metadata.name",
  "spec.serveConfigV2",
  "spec.upgradeStrategy.type",
  "spec.upgradeStrategy.clusterUpgradeOptions.maxSurgePercent",
  "spec.rayClusterConfig.rayVersion",
  "spec.rayClusterConfig.enableInTreeAutoscaling",
  "spec.rayClusterConfig.autoscalerOptions.idleTimeoutSeconds",
  "spec.rayClusterConfig.gcsFaultToleranceOptions*",
  `${group}.groupName`,
  `${group}.replicas`,
  `${group}.minReplicas`,
  `${group}.maxReplicas`,
  `${group}.numOfHosts`,
  `${group}.suspend`,
  `${group}.labels`,
  `${group}.resources`,
  `${group}.rayStartParams`,
  `${group}.template.spec.containers[].image`,
  `${group}.template.spec.containers[].resources.*`,
  `${group}.template.spec.nodeSelector`,
];

const used = usedFields.map((pattern) => {
  const escaped = pattern.replace(/[.[\]]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`);
});

const freeMaps = /\.(labels|annotations|rayStartParams|nodeSelector|limits|requests|resources)$/;

/** What became of each field of a RayService manifest. */
export function manifestFields(manifest: unknown): FieldFates {
  const fields = listFields(manifest, (field) => freeMaps.test(field) && !field.endsWith("[].resources"));
  const isUsed = (field: string) => used.some((pattern) => pattern.test(field));
  return { used: fields.filter(isUsed), leftAside: fields.filter((field) => !isUsed(field)) };
}
