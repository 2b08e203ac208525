import { parse } from "yaml";
import { z } from "zod";
import type { MachineRow, MachineTable, ReadSource } from "./MachineTable.ts";

const machineTypesSchema = z.object({
  compute: z.object({
    instance: z.record(
      z.string(),
      z.looseObject({ cpu: z.number().optional(), ram: z.coerce.number().optional() }),
    ),
  }),
});
const pricesSchema = z.object({
  prices: z.record(z.string(), z.object({ on_demand: z.record(z.string(), z.number()) })),
});

const region = "us-central1";
const plainFamily = /^(n1|n2|n2d|n4|n4a|n4d|e2|c2|c2d|c3|c3d|c4|c4a|c4d|t2a|t2d)-/;

/** As `ray.util.accelerators` (ray 2.60.0) has them. */
const acceleratorNames: readonly (readonly [key: string, name: string])[] = [
  ["l4", "L4"],
  ["a100", "A100"],
  ["a100-80gb", "A100"],
  ["h100-80gb", "H100"],
  ["h100-80gb-mega", "H100"],
  ["rtx6000", "RTX-PRO-6000"],
];

/** From Google's pages on accelerator-optimised machines and on TPUs in GKE; without prices. */
const fromDocuments: readonly MachineRow[] = [
  gpuMachine("a3-ultragpu-8g", 224, 2952, 8, "H200"),
  gpuMachine("a4-highgpu-8g", 224, 3968, 8, "B200"),
  gpuMachine("a4x-highgpu-4g", 140, 884, 4, "GB200"),
  tpuMachine("ct4p-hightpu-4t", 240, 407, 4, "TPU-V4"),
  tpuMachine("ct5lp-hightpu-1t", 24, 48, 1, "TPU-V5LITEPOD"),
  tpuMachine("ct5lp-hightpu-4t", 112, 192, 4, "TPU-V5LITEPOD"),
  tpuMachine("ct5lp-hightpu-8t", 224, 384, 8, "TPU-V5LITEPOD"),
  tpuMachine("ct5p-hightpu-4t", 208, 448, 4, "TPU-V5P"),
  tpuMachine("ct6e-standard-1t", 44, 176, 1, "TPU-V6E"),
  tpuMachine("ct6e-standard-4t", 180, 720, 4, "TPU-V6E"),
  tpuMachine("ct6e-standard-8t", 180, 1440, 8, "TPU-V6E"),
  tpuMachine("tpu7x-standard-4t", 224, 960, 4, "TPU-V7X"),
];

/** Compute Engine machine types; GPUs that are attached to one are in its name at Anyscale and not listed here. */
export function gcpMachines(read: ReadSource): MachineTable {
  const { instance } = machineTypesSchema.parse(parse(read("gcp-machine-types.yml"))).compute;
  const { prices } = pricesSchema.parse(JSON.parse(read("gcp-prices.json")));
  const ofRegion = prices[region]?.on_demand ?? {};
  const listed = Object.entries(instance).flatMap(([name, facts]): readonly MachineRow[] => {
    const { cpu, ram } = facts;
    if (cpu === undefined || ram === undefined || /metal|lssd/.test(name)) return [];
    const found = acceleratorNames.find(([key]) => facts[key] !== undefined);
    if (found === undefined && !plainFamily.test(name)) return [];
    return [
      {
        name,
        cpus: cpu,
        memoryGib: ram,
        // A share of a GPU is shown as one.
        gpus: found === undefined ? 0 : Math.max(1, Number(facts[found[0]])),
        accelerator: found?.[1] ?? null,
        pricePerHour: ofRegion[name] ?? null,
      },
    ];
  });
  return {
    constant: "gcpMachines",
    cloud: "Google Cloud",
    prices: `${region}, 2026-08-03`,
    sources: [
      "Cyclenerd/google-cloud-pricing-cost-calculator at dac3128 (2026-08-20), build/gcp.yml, Apache-2.0.",
      "cloudpilot-ai/karpenter-provider-gcp at 417f047 (after v0.5.0), pkg/providers/pricing/initial-prices.json,\n *   Apache-2.0: prices.",
      'Google Cloud, "Accelerator-optimized machine family" and "Plan TPUs in GKE", for a3-ultragpu, a4, a4x and TPUs.',
    ],
    machines: [...listed, ...fromDocuments],
  };
}

function gpuMachine(
  name: string,
  cpus: number,
  memoryGib: number,
  gpus: number,
  accelerator: string,
): MachineRow {
  return { name, cpus, memoryGib, gpus, accelerator, pricePerHour: null };
}

/** Ray counts the chips of a host as the resource `TPU`. */
function tpuMachine(
  name: string,
  cpus: number,
  memoryGib: number,
  chips: number,
  accelerator: string,
): MachineRow {
  return { name, cpus, memoryGib, gpus: 0, accelerator, pricePerHour: null, resources: { TPU: chips } };
}
