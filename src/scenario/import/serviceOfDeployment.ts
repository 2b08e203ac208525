import type { KeyPath } from "../problems/KeyPath.ts";
import { flowText } from "../yaml/flowText.ts";
import { acceleratorOfSelector } from "./acceleratorOfSelector.ts";
import { containerRemarks } from "./containerRemarks.ts";
import type { KubernetesDeployment } from "./kubernetesDeploymentSchema.ts";
import { type ServedModel, servedModel } from "./servedModel.ts";
import type { ManifestRemark } from "./serviceOfRayService.ts";

/** A `Deployment` as a service config. */
export interface ServiceOfDeployment {
  readonly config: Readonly<Record<string, unknown>>;
  /** Where each part of `config` was written in the manifest; the narrower after the wider. */
  readonly places: readonly { readonly ofConfig: KeyPath; readonly ofManifest: KeyPath }[];
  readonly remarks: readonly ManifestRemark[];
}

const podSpec = ["spec", "template", "spec"] as const;
/** core/v1, `terminationGracePeriodSeconds`. */
const usualGraceSeconds = 30;
/** How many requests a pod serves at once stands in no manifest. */
const assumedRequests = 16;
const instanceTypeKey = "node.kubernetes.io/instance-type";

/** One application with one deployment, whose replicas hold what the scheduler counts of a pod. */
export function serviceOfDeployment({ metadata, spec }: KubernetesDeployment): ServiceOfDeployment {
  const name = metadata?.name ?? "deployment";
  const pod = spec.template.spec;
  const image = pod.containers[0]?.image;
  const { cpus, gpus, memoryBytes, custom } = resourcesAsked(pod.containers);
  const selector = new Map(Object.entries(pod.nodeSelector ?? {}));
  const instanceType = selector.get(instanceTypeKey);
  const served = servedModel(pod.containers, pod.nodeSelector ?? {});
  const accelerator = acceleratorOfSelector(pod.nodeSelector ?? {});
  const deployment = {
    name,
    num_replicas: spec.replicas ?? 1,
    max_ongoing_requests: served?.mostRequests ?? assumedRequests,
    graceful_shutdown_timeout_s: pod.terminationGracePeriodSeconds ?? usualGraceSeconds,
    ray_actor_options: {
      num_cpus: cpus,
      num_gpus: gpus,
      ...(memoryBytes === 0 ? {} : { memory: memoryBytes }),
      ...(custom.size === 0 ? {} : { resources: Object.fromEntries(custom) }),
      ...(accelerator === null || instanceType !== undefined ? {} : { accelerator_type: accelerator }),
    },
  };
  const config = {
    name,
    ...(image == null ? {} : { image_uri: image }),
    ...(instanceType === undefined
      ? {}
      : { compute_config: { worker_nodes: [{ instance_type: instanceType, min_nodes: 0 }] } }),
    // A pod has no import path; an application without one is none.
    applications: [{ name, import_path: "pod:app", deployments: [deployment] }],
  };
  const ofDeployment = ["applications", 0, "deployments", 0];
  return {
    config,
    places: [
      { ofConfig: ["name"], ofManifest: ["metadata", "name"] },
      { ofConfig: ["image_uri"], ofManifest: [...podSpec, "containers", 0, "image"] },
      { ofConfig: ["compute_config"], ofManifest: [...podSpec, "nodeSelector"] },
      { ofConfig: ["applications"], ofManifest: ["spec"] },
      { ofConfig: [...ofDeployment, "num_replicas"], ofManifest: ["spec", "replicas"] },
      { ofConfig: [...ofDeployment, "ray_actor_options"], ofManifest: [...podSpec, "containers"] },
    ],
    remarks: [
      {
        path: [...podSpec, "containers"],
        message:
          served?.mostRequests == null
            ? `how many requests a pod serves at once is not said; assumed ${assumedRequests} (max_ongoing_requests)`
            : `a pod serves ${served.mostRequests} requests at once, as its engine is told (max_ongoing_requests)`,
      },
      ...containerRemarks(pod.containers, { name, at: [...podSpec, "containers"] }),
      ...(served === null ? [] : [describeModel(served, name)]),
    ],
  };
}

/** What the arguments of a container say of how long requests take. */
function describeModel({ container, llm }: ServedModel, name: string): ManifestRemark {
  const key = `deployments.${name}.serviceTime`;
  return {
    path: [...podSpec, "containers", container],
    message:
      llm === null
        ? `its arguments name a model whose times are not known here, or the GPU is not (nodeSelector); ${key} says how long its requests take`
        : `its arguments name a language model: ${key}: ${flowText({ llm })} plays it token by token`,
  };
}

type Container = KubernetesDeployment["spec"]["template"]["spec"]["containers"][number];

/** What the scheduler counts (core/v1): the requests of all containers; where one names only a limit, that is its request. */
function resourcesAsked(containers: readonly Container[]): {
  readonly cpus: number;
  readonly gpus: number;
  readonly memoryBytes: number;
  readonly custom: ReadonlyMap<string, number>;
} {
  const sums = new Map<string, number>();
  for (const { resources } of containers) {
    const asked = new Map([
      ...Object.entries(resources?.limits ?? {}),
      ...Object.entries(resources?.requests ?? {}),
    ]);
    for (const [resource, amount] of asked) sums.set(resource, (sums.get(resource) ?? 0) + amount);
  }
  const gpuNames = [...sums.keys()].filter((resource) => /(^|[./])gpu$/.test(resource));
  const custom = [...sums].filter(
    ([resource, amount]) =>
      amount > 0 &&
      !gpuNames.includes(resource) &&
      !["cpu", "memory", "ephemeral-storage"].includes(resource) &&
      !resource.startsWith("hugepages-"),
  );
  return {
    cpus: tenThousandths(sums.get("cpu") ?? 0),
    gpus: gpuNames.reduce((sum, resource) => sum + (sums.get(resource) ?? 0), 0),
    memoryBytes: Math.ceil(sums.get("memory") ?? 0),
    custom: new Map(custom),
  };
}

/** Ray counts in steps of 0.0001. */
function tenThousandths(amount: number): number {
  return Math.ceil(amount * 10_000 - 1e-6) / 10_000;
}
