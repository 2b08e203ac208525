import { parseQuantity } from "./parseQuantity.ts";
import type { RayGroupSpec } from "./rayServiceSchema.ts";

/** What Ray counts on a pod. */
export interface PodResources {
  readonly cpus: number;
  readonly gpus: number;
  readonly memoryBytes: number | null;
  /** By name, as Ray spells them. */
  readonly custom: ReadonlyMap<string, number>;
}

/** KubeRay's names for accelerators that Ray counts as custom resources; the first one in the order of names is taken. */
const acceleratorResources: readonly (readonly [ofPod: string, ofRay: string])[] = [
  ["aws.amazon.com/neuroncore", "neuron_cores"],
  ["google.com/tpu", "TPU"],
];

/**
 * What `ray start` is told of a pod (ray-operator v1.7.0, controllers/ray/common/pod.go, `generateRayStartCommand` and
 * `updateRayStartParamsResources`): the group's `resources`, else `rayStartParams`, else limits of the first container.
 */
export function resourcesOfPod(group: RayGroupSpec): PodResources {
  const { limits, requests } = group.template.spec.containers[0]?.resources ?? {};
  const pod = new Map(Object.entries(limits ?? {}));
  const params = new Map(Object.entries(group.rayStartParams ?? {}));
  const own = new Map(Object.entries(group.resources ?? {}));
  const ownOf = (isIt: (name: string) => boolean) => find(own, (name) => isIt(name.toLowerCase()));
  const param = (name: string) => parseQuantity(params.get(name)?.trim() ?? "");
  const cpuOfPod = whole(pod.get("cpu")) || whole(new Map(Object.entries(requests ?? {})).get("cpu"));
  const memoryBytes = ownOf((name) => name === "memory") ?? param("memory") ?? pod.get("memory") ?? null;
  return {
    cpus: whole(ownOf((name) => name === "cpu") ?? param("num-cpus") ?? cpuOfPod),
    gpus: whole(ownOf(isGpu) ?? param("num-gpus") ?? find(sorted(pod), isGpu) ?? 0),
    memoryBytes: memoryBytes === 0 ? null : memoryBytes,
    custom: customOf(own, params.get("resources"), pod),
  };
}

function customOf(
  own: ReadonlyMap<string, number>,
  written: string | undefined,
  pod: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const named = [...own].filter(([name]) => !isStandard(name.toLowerCase()));
  const custom = new Map(named.length > 0 ? named : parseResources(written));
  if (acceleratorResources.some(([, ofRay]) => custom.has(ofRay))) return custom;
  const accelerator = acceleratorResources.find(([ofPod]) => (pod.get(ofPod) ?? 0) > 0);
  if (accelerator !== undefined) custom.set(accelerator[1], pod.get(accelerator[0])!);
  return custom;
}

/** `rayStartParams.resources`: JSON in quotes of several kinds. What is no map of amounts is left to KubeRay to refuse. */
function parseResources(text: string | undefined): (readonly [string, number])[] {
  if (text === undefined) return [];
  try {
    // A shell would take the backslashes away.
    const value: unknown = JSON.parse(text.replace(/^['"` ]+|['"` ]+$/g, "").replaceAll("\\", ""));
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === "number");
  } catch {
    return [];
  }
}

function isStandard(name: string): boolean {
  return name === "cpu" || name === "memory" || isGpu(name);
}

/** KubeRay's `IsGPUResourceKey`: names that end with gpu (nvidia.com/gpu), and slices of GPUs (nvidia.com/mig-1g.5gb). */
function isGpu(name: string): boolean {
  return name.endsWith("gpu") || /nvidia\.com\/mig-\d+g\.\d+gb$/.test(name);
}

function find(amounts: ReadonlyMap<string, number>, isIt: (name: string) => boolean): number | null {
  for (const [name, amount] of amounts) if (isIt(name) && amount > 0) return amount;
  return null;
}

function sorted(amounts: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...amounts].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Kubernetes' `Quantity.Value()` rounds up. */
function whole(amount: number | undefined): number {
  return Math.ceil(amount ?? 0);
}
