import type { KeyPath } from "../problems/KeyPath.ts";
import { acceleratorOfSelector } from "./acceleratorOfSelector.ts";
import type { RayGroupSpec, RayService, WorkerGroupSpec } from "./rayServiceSchema.ts";
import { resourcesOfPod } from "./resourcesOfPod.ts";

/** Something to say of a manifest, and where. */
export interface ManifestRemark {
  readonly path: KeyPath;
  readonly message: string;
}

/** A `RayService` as a service config of Anyscale's form, and what became of the rest. */
export interface ServiceOfRayService {
  /** Without the applications, which stand in `serveConfigV2`. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Where each part of `config` was written in the manifest. */
  readonly places: readonly { readonly ofConfig: KeyPath; readonly ofManifest: KeyPath }[];
  readonly notes: readonly ManifestRemark[];
  readonly warnings: readonly ManifestRemark[];
}

const clusterPath = ["spec", "rayClusterConfig"] as const;

/**
 * What runs and on what, of a `RayService`: each worker group of pods is a worker group of nodes that have what Ray counts on
 * the pod (ray-operator v1.7.0).
 */
export function serviceOfRayService(manifest: RayService): ServiceOfRayService {
  const { rayClusterConfig: cluster } = manifest.spec;
  const warnings: ManifestRemark[] = [];
  const notes: ManifestRemark[] = [];
  const isAutoscaling = isAutoscaled(manifest, warnings);
  const groups = cluster.workerGroupSpecs ?? [];
  const image = cluster.headGroupSpec.template.spec.containers[0]?.image;
  if (!isAutoscaling && groups.length > 0) {
    notes.push({
      path: [...clusterPath, "workerGroupSpecs"],
      message:
        "the autoscaler is off (enableInTreeAutoscaling), so each group has its `replicas` pods all the time",
    });
  }
  const config = {
    ...(manifest.metadata?.name == null ? {} : { name: manifest.metadata.name }),
    ...(image == null ? {} : { image_uri: image }),
    ...(cluster.rayVersion == null ? {} : { ray_version: cluster.rayVersion }),
    ...(hasExternalStorage(manifest) ? { ray_gcs_external_storage_config: { enabled: true } } : {}),
    compute_config: {
      head_node: {
        required_resources: machineOf(cluster.headGroupSpec),
        // ray-operator: without num-cpus 0 the head takes replicas as well.
        resources: resourcesOf(cluster.headGroupSpec),
      },
      worker_nodes: groups.map((group) => workerNodes(group, isAutoscaling)),
    },
  };
  const places = [
    { ofConfig: ["name"], ofManifest: ["metadata", "name"] },
    { ofConfig: ["ray_version"], ofManifest: [...clusterPath, "rayVersion"] },
    { ofConfig: ["compute_config"], ofManifest: clusterPath },
    { ofConfig: ["compute_config", "head_node"], ofManifest: [...clusterPath, "headGroupSpec"] },
    { ofConfig: ["compute_config", "worker_nodes"], ofManifest: [...clusterPath, "workerGroupSpecs"] },
    ...groups.map((_, index) => ({
      ofConfig: ["compute_config", "worker_nodes", index],
      ofManifest: [...clusterPath, "workerGroupSpecs", index],
    })),
  ];
  return { config, places, notes, warnings };
}

function workerNodes(group: WorkerGroupSpec, isAutoscaling: boolean): object {
  const { least, most } = podCounts(group, isAutoscaling);
  const accelerator = acceleratorOfSelector(group.template.spec.nodeSelector ?? {});
  return {
    name: group.groupName,
    required_resources: machineOf(group),
    resources: resourcesOf(group),
    ...(accelerator === null ? {} : { required_labels: { "ray.io/accelerator-type": accelerator } }),
    ...(group.labels == null ? {} : { labels: group.labels }),
    min_nodes: least,
    max_nodes: most,
    ...((group.numOfHosts ?? 1) > 1 ? { hosts: group.numOfHosts } : {}),
  };
}

/** What the pod itself has, whatever Ray is told to count. */
function machineOf({ template }: RayGroupSpec): object {
  const { cpus, gpus } = resourcesOfPod({ template });
  return { CPU: Math.max(cpus, 1), GPU: gpus };
}

function resourcesOf(group: RayGroupSpec): object {
  const { cpus, gpus, memoryBytes, custom } = resourcesOfPod(group);
  return {
    CPU: cpus,
    GPU: gpus,
    ...(memoryBytes === null ? {} : { memory: memoryBytes }),
    ...Object.fromEntries(custom),
  };
}

/** As many nodes as a group may have; a forecast counts no further. */
const mostNodes = 100_000;

/** ray-operator, `GetWorkerGroupDesiredReplicas`: `replicas` within its bounds; the autoscaler moves it within them. */
function podCounts(
  { replicas, minReplicas, maxReplicas, suspend }: WorkerGroupSpec,
  isAutoscaling: boolean,
): { readonly least: number; readonly most: number } {
  if (suspend === true) return { least: 0, most: 0 };
  const least = Math.min(minReplicas ?? 0, mostNodes);
  const most = Math.min(maxReplicas ?? mostNodes, mostNodes);
  if (isAutoscaling) return { least, most };
  const desired = Math.min(Math.max(replicas ?? least, least), most);
  return { least: desired, most: desired };
}

function isAutoscaled({ spec }: RayService, warnings: ManifestRemark[]): boolean {
  if (spec.rayClusterConfig.enableInTreeAutoscaling === true) return true;
  if (spec.upgradeStrategy?.type !== "NewClusterWithIncrementalUpgrade") return false;
  warnings.push({
    path: ["spec", "upgradeStrategy", "type"],
    message:
      "KubeRay refuses this strategy without enableInTreeAutoscaling: true below rayClusterConfig; it is taken to be on",
  });
  return true;
}

/** Both ways of turning on fault tolerance of the GCS: the field, and the annotation of older versions. */
function hasExternalStorage({ metadata, spec }: RayService): boolean {
  const annotations = new Map(Object.entries(metadata?.annotations ?? {}));
  return (
    spec.rayClusterConfig.gcsFaultToleranceOptions != null || annotations.get("ray.io/ft-enabled") === "true"
  );
}
