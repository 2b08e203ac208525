import type { MachineRow, MachineTable, ReadSource } from "./MachineTable.ts";

const region = "eastus";
/** D, E and F of the generations 3 to 7, without those whose vCPUs are constrained. */
const plainSize = /^Standard_[DEF]\d+[a-z]*_v[3-7]$/;
const gpuSize = /^Standard_N[CDVG]/;

/** By the name of the size; as `ray.util.accelerators` (ray 2.60.0) has them, or as Ray makes them from the driver's. */
const acceleratorNames: readonly (readonly [pattern: RegExp, accelerator: string | null])[] = [
  [/_T4_/, "T4"],
  [/_A10_/, "A10"],
  [/_A100_|ND96asr_v4/, "A100"],
  [/_H100_/, "H100"],
  [/_H200_/, "H200"],
  [/_GB200_/, "GB200"],
  [/_MI300X_/, "AMD-Instinct-MI300X-OAM"],
  [/^Standard_(NC\d+r?s_v3|ND40rs_v2)$/, "V100"],
  [/^Standard_NV\d+s_v[23]$/, "M60"],
  // Ray has no name for these.
  [/_V620_|_V710_|^Standard_NV\d+as_v4$/, null],
];

/** From Azure's page on the ND GB200-v6 series. */
const fromDocuments: readonly MachineRow[] = [
  {
    name: "Standard_ND128isr_NDR_GB200_v6",
    cpus: 128,
    memoryGib: 900,
    gpus: 4,
    accelerator: "GB200",
    pricePerHour: null,
  },
];

/** Azure virtual machine sizes. */
export function azureMachines(read: ReadSource): MachineTable {
  const prices = readPrices(read("azure-prices.go"));
  const listed = readSizes(read("azure-instance-types.go"));
  const machines = [...listed, ...fromDocuments].map((machine) => ({
    ...machine,
    pricePerHour: prices.get(machine.name) ?? null,
  }));
  return {
    constant: "azureMachines",
    cloud: "Azure",
    prices: `${region}, Linux, 2026-06-18`,
    sources: [
      "kubernetes/autoscaler at 55c37cd (2026-08-22), cluster-autoscaler/cloudprovider/azure/azure_instance_types.go, Apache-2.0.",
      "Azure/karpenter-provider-azure at 352646f (after v1.14.2), pkg/providers/pricing/zz_generated.pricing.go, Apache-2.0:\n *   prices.",
      'Microsoft, "ND GB200-v6 sizes series", for the one size of that name.',
    ],
    machines,
  };
}

function readPrices(text: string): ReadonlyMap<string, number> {
  const begin = text.indexOf(`initialOnDemandPrices["${region}"]`);
  const section = text.slice(begin, text.indexOf("\n\t}", begin));
  return new Map(
    [...section.matchAll(/"(Standard_[A-Za-z0-9_]+)":\s+([\d.]+)/g)].map((match) => [
      match[1]!,
      Number(match[2]),
    ]),
  );
}

function readSizes(text: string): readonly MachineRow[] {
  const pattern =
    /InstanceType: "([^"]+)",\s+SkuFamily:[^\n]+\s+VCPU:\s+(\d+),\s+MemoryMb:\s+(\d+),\s+GPU:\s+(\d+)/g;
  return [...text.matchAll(pattern)].flatMap(
    ([, name = "", cpus, megabytes, gpuCount]): readonly MachineRow[] => {
      if (!plainSize.test(name) && !gpuSize.test(name)) return [];
      // The source has not counted the GPUs of some.
      if (gpuSize.test(name) && Number(gpuCount) === 0) return [];
      return [
        {
          name,
          cpus: Number(cpus),
          memoryGib: Number(megabytes) / 1024,
          gpus: Number(gpuCount),
          accelerator: gpuSize.test(name) ? acceleratorOf(name) : null,
          pricePerHour: null,
        },
      ];
    },
  );
}

function acceleratorOf(name: string): string | null {
  const found = acceleratorNames.find(([pattern]) => pattern.test(name));
  if (found === undefined) throw new Error(`Ray's name of the GPUs of ${name} is not known`);
  return found[1];
}
