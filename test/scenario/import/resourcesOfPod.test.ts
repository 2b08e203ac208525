import { describe, expect, it } from "vitest";
import { rayServiceSchema } from "../../../src/scenario/import/rayServiceSchema.ts";
import { resourcesOfPod } from "../../../src/scenario/import/resourcesOfPod.ts";

/** A head group with this pod, as the schema reads it. */
function group(container: object, own: object = {}) {
  const headGroupSpec = { ...own, template: { spec: { containers: [container] } } };
  return rayServiceSchema.parse({ spec: { rayClusterConfig: { headGroupSpec } } }).spec.rayClusterConfig
    .headGroupSpec;
}

const limits = (amounts: object) => ({ resources: { limits: amounts } });

describe("what Ray counts on a pod", () => {
  it.each<[string, ReturnType<typeof group>, object]>([
    ["its limits", group(limits({ cpu: 8, memory: "16Gi", "nvidia.com/gpu": "1" })), { cpus: 8, gpus: 1 }],
    ["a part of a CPU as a whole one", group(limits({ cpu: "1500m" })), { cpus: 2, gpus: 0 }],
    [
      "the CPUs that it requests, where it has no limit",
      group({ resources: { requests: { cpu: 3, "nvidia.com/gpu": 1 } } }),
      { cpus: 3, gpus: 0 },
    ],
    [
      "what rayStartParams say before its limits",
      group(limits({ cpu: 8, "amd.com/gpu": 2 }), { rayStartParams: { "num-cpus": "0", "num-gpus": 1 } }),
      { cpus: 0, gpus: 1 },
    ],
    [
      "what the group's resources say before rayStartParams",
      group(limits({ cpu: 8 }), { resources: { CPU: "6", GPU: "2" }, rayStartParams: { "num-cpus": "1" } }),
      { cpus: 6, gpus: 2 },
    ],
    ["a slice of a GPU as one", group(limits({ cpu: 1, "nvidia.com/mig-1g.5gb": 3 })), { cpus: 1, gpus: 3 }],
    ["nothing where the pod says nothing", group({}), { cpus: 0, gpus: 0, memoryBytes: null }],
  ])("is %s", (_, pod, counted) => {
    expect(resourcesOfPod(pod)).toMatchObject(counted);
  });

  it("holds memory in bytes", () => {
    expect(resourcesOfPod(group(limits({ memory: "2Gi" }))).memoryBytes).toBe(2 ** 31);
  });

  it.each([
    ["TPUs by Ray's name", group(limits({ "google.com/tpu": "4" })), { TPU: 4 }],
    [
      "the first accelerator alone",
      group(limits({ "google.com/tpu": 4, "aws.amazon.com/neuroncore": 2 })),
      {
        neuron_cores: 2,
      },
    ],
    [
      "custom resources as rayStartParams quote them",
      group({}, { rayStartParams: { resources: '"{\\"fast\\": 2, \\"slow\\": 1}"' } }),
      { fast: 2, slow: 1 },
    ],
    ["nothing where their text is no JSON", group({}, { rayStartParams: { resources: "fast" } }), {}],
    [
      "the group's own, odd names and all",
      group({}, { resources: { toString: 1, cpu: 2 } }),
      { toString: 1 },
    ],
  ])("holds custom resources: %s", (_, pod, custom) => {
    expect(Object.fromEntries(resourcesOfPod(pod).custom)).toEqual(custom);
  });
});
