import { describe, expect, it } from "vitest";
import { cloudOf, clouds } from "../../../src/scenario/machines/clouds.ts";
import { isSameAccelerator } from "../../../src/scenario/machines/isSameAccelerator.ts";
import { knownMachines } from "../../../src/scenario/machines/knownMachines.ts";
import { machineOfName } from "../../../src/scenario/machines/machineOfName.ts";
import { memoryOfNode } from "../../../src/scenario/machines/memoryOfNode.ts";

const gib = 2 ** 30;
const facts = (name: string) => {
  const machine = knownMachines().get(name) ?? machineOfName(name)?.machine;
  if (machine === undefined) return null;
  const { cpus, gpus, memoryBytes, acceleratorType, pricePerHour } = machine;
  return [
    cpus,
    memoryBytes === undefined ? null : memoryBytes / gib,
    gpus,
    acceleratorType ?? null,
    pricePerHour,
  ];
};

/** As `ray.util.accelerators` of ray 2.60.0 names them, and what its managers make of the driver's names of others. */
const rayNames = [
  ...["V100", "T4", "A10G", "L4", "L40S", "A100", "H100", "H200", "B200", "B300", "GB200", "RTX-PRO-6000"],
  ...["Intel-GAUDI", "AMD-Instinct-MI300X-OAM", "aws-neuron-core"],
  ...["TPU-V4", "TPU-V5P", "TPU-V5LITEPOD", "TPU-V6E", "TPU-V7X"],
];
const driverNames = ["T4G", "RTX-PRO-4500", "A10", "M60"];

describe("the table of machines", () => {
  it.each([
    ["m5.2xlarge", [8, 32, 0, null, 0.384]],
    ["m8i.4xlarge", [16, 64, 0, null, 0.8467]],
    ["g5.12xlarge", [48, 192, 4, "A10G", 5.672]],
    ["g6e.xlarge", [4, 32, 1, "L40S", 1.861]],
    ["p5.48xlarge", [192, 2048, 8, "H100", 55.04]],
    ["p5e.48xlarge", [192, 2048, 8, "H200", null]],
    ["inf2.48xlarge", [192, 768, 0, "aws-neuron-core", 12.9813]],
    ["g2-standard-8", [8, 32, 1, "L4", 0.8536]],
    ["a3-highgpu-8g", [208, 1872, 8, "H100", 88.49]],
    ["ct6e-standard-4t", [180, 720, 0, "TPU-V6E", null]],
    ["Standard_NC24ads_A100_v4", [24, 220, 1, "A100", 3.673]],
    ["Standard_D8s_v5", [8, 32, 0, null, 0.384]],
  ])("has %s", (name, expected) => {
    expect(facts(name)).toEqual(expected);
  });

  it("has CPUs, memory, and accelerators by Ray's names, on every line", () => {
    for (const machine of knownMachines().values()) {
      const { cpus, gpus, memoryBytes = 0, acceleratorType, pricePerHour, resources = {} } = machine;
      expect(cpus).toBeGreaterThan(0);
      expect(memoryBytes).toBeGreaterThan(gib / 4);
      expect(Number.isInteger(gpus)).toBe(true);
      expect(pricePerHour === null || pricePerHour > 0).toBe(true);
      if (acceleratorType != null) expect([...rayNames, ...driverNames]).toContain(acceleratorType);
      expect(acceleratorType === null || gpus > 0 || Object.keys(resources).length > 0).toBe(true);
    }
  });

  it("names no machine twice, and knows the cloud of each by its name", () => {
    const all = clouds().flatMap((cloud) => [...cloud.machines.keys()].map((name) => ({ cloud, name })));
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const { cloud, name } of all) expect(cloudOf(name).headType).toBe(cloud.headType);
  });

  it("counts neuron cores and TPU chips as resources, as Ray does", () => {
    const resourcesOf = (name: string) => knownMachines().get(name)?.resources;
    // ray 2.60.0, `AWS_NEURON_INSTANCE_MAP`.
    const cores = { "trn1.2xlarge": 2, "trn1.32xlarge": 32, "trn1n.32xlarge": 32, "inf2.xlarge": 2 };
    const more = { "inf2.8xlarge": 2, "inf2.24xlarge": 12, "inf2.48xlarge": 24 };
    for (const [name, count] of Object.entries({ ...cores, ...more })) {
      expect(resourcesOf(name)).toEqual({ neuron_cores: count });
    }
    expect(resourcesOf("ct5lp-hightpu-8t")).toEqual({ TPU: 8 });
    expect(resourcesOf("dl1.24xlarge")).toEqual({ HPU: 8 });
  });
});

describe("a machine that is not in the table", () => {
  it.each([
    ["g2-standard-8-nvidia-l4-1", [8, 32, 1, "L4", 0.8536]],
    ["a2-ultragpu-1g-nvidia-a100-80gb-1", [12, 170, 1, "A100", 5.0688]],
    ["a3-megagpu-8g-nvidia-h100-mega-80gb-8", [208, 1872, 8, "H100", null]],
    ["n1-standard-8-nvidia-t4-16gb-2", [8, 30, 2, "T4", 1.08]],
    ["n1-standard-16-nvidia-tesla-v100-1", [16, 60, 1, "V100", 3.24]],
    ["8CPU-32GB", [8, 32, 0, null, null]],
    ["4CPU-16GB-1xT4", [4, 16, 1, "T4", null]],
    ["FP-48CPU-192GB-4GPU-L4", [48, 192, 4, "L4", null]],
    ["n2-custom-8-16384", [8, 16, 0, null, null]],
    ["m9i.4xlarge", [16, 64, 0, null, null]],
    ["r9g.large", [2, 16, 0, null, null]],
    ["c9gd.xlarge", [4, 8, 0, null, null]],
    ["c5-standard-32", [32, 128, 0, null, null]],
    ["n5-highcpu-32", [32, null, 0, null, null]],
    ["Standard_D16as_v9", [16, 64, 0, null, null]],
    ["Standard_E16-4s_v9", [4, 128, 0, null, null]],
  ])("is what its name tells: %s", (name, expected) => {
    const [cpus, memory, gpus, accelerator, price] = expected;
    expect(facts(name)).toEqual([
      cpus,
      memory,
      gpus,
      accelerator,
      price === null ? null : expect.closeTo(Number(price), 3),
    ]);
  });

  it.each([
    "g9.xlarge",
    "p9.48xlarge",
    "a9-highgpu-8g",
    "Standard_NC99_v9",
    "big-box",
    "m5.metal",
    "constructor",
    "",
  ])("is not guessed where the name does not tell its GPUs, or anything: %s", (name) => {
    expect(facts(name)).toBeNull();
  });
});

describe("accelerators", () => {
  it("are the same with the memory that a label adds, and unknown ones are given the benefit of the doubt", () => {
    const machine = (acceleratorType?: string | null) => ({
      name: "box",
      cpus: 1,
      gpus: 1,
      pricePerHour: 1,
      ...(acceleratorType === undefined ? {} : { acceleratorType }),
    });
    expect(isSameAccelerator(machine("A100"), "A100-80G")).toBe(true);
    expect(isSameAccelerator(machine("A100"), "A10G")).toBe(false);
    expect(isSameAccelerator(machine("L4"), "L40S")).toBe(false);
    expect(isSameAccelerator(machine(), "A100")).toBe(true);
    expect(isSameAccelerator(machine(null), "A100")).toBe(false);
    expect(isSameAccelerator({ ...machine(), gpus: 0 }, "A100")).toBe(false);
  });
});

describe("memory of a node", () => {
  it("is what the object store leaves: 70 %, or all but 200 GB", () => {
    expect(memoryOfNode(100e9)).toBe(70e9);
    expect(memoryOfNode(2000e9)).toBe(1800e9);
  });
});
