import type { MachineRow, MachineTable, ReadSource } from "./MachineTable.ts";

/** General-purpose, compute and memory families of the last four generations, and burstable ones. */
const plainFamily = /^([mcr][5-8][a-z0-9-]*|t(2|3|3a|4g))$/;
/** GPUs of those that still can be had, Trainium, Inferentia and Gaudi. */
const acceleratedFamily = /^(g[4-9]|gr|p[3-9]|trn|inf|dl)/;

/** As `ray.util.accelerators` (ray 2.60.0) has them, or as Ray makes them from what the driver reports. */
const acceleratorNames: Readonly<Record<string, string>> = {
  t4: "T4",
  t4g: "T4G",
  v100: "V100",
  a10g: "A10G",
  a100: "A100",
  h100: "H100",
  h200: "H200",
  b200: "B200",
  b300: "B300",
  l4: "L4",
  l40s: "L40S",
  "rtx-pro-4500": "RTX-PRO-4500",
  "rtx-pro-server-6000": "RTX-PRO-6000",
};
/** The type of an AMD GPU goes by its device number in Ray, which knows none of this one. */
const namelessAccelerators = ["radeon-pro-v520"];

/** Neuron cores of one chip, which is what Ray counts (`neuron-ls`). */
const coresOfChip: Readonly<Record<string, number>> = {
  inferentia: 4,
  inferentia2: 2,
  trainium: 2,
  trainium2: 8,
};

/** EC2 instance types. */
export function awsMachines(read: ReadSource): MachineTable {
  const prices = readPrices(read("aws-prices.go"));
  const described = readDescriptions(read("aws-instance-types.md"));
  const names = new Set(described.map(({ name }) => name));
  const older = readAutoscaler(read("aws-autoscaler.go")).filter(({ name }) => !names.has(name));
  const machines = [...described, ...older].map((machine) => ({
    ...machine,
    pricePerHour: prices.get(machine.name) ?? null,
  }));
  return {
    constant: "awsMachines",
    cloud: "AWS",
    prices: "us-east-1, Linux, 2026-07-20",
    sources: [
      "aws/karpenter-provider-aws at 1d92708 (after v1.14.0), website/content/en/docs/reference/instance-types.md and\n *   pkg/providers/pricing/zz_generated.pricing_aws.go, Apache-2.0.",
      "kubernetes/autoscaler at 55c37cd, cluster-autoscaler/cloudprovider/aws/ec2_instance_types.go (2026-01-22), Apache-2.0:\n *   machines that the first does not list.",
    ],
    machines,
  };
}

function readPrices(text: string): ReadonlyMap<string, number> {
  const begin = text.indexOf('"us-east-1": {');
  const section = text.slice(begin, text.indexOf("\n\t},", begin));
  return new Map(
    [...section.matchAll(/"([a-z0-9-]+\.[a-z0-9-]+)": ([\d.]+)/g)].map((match) => [
      match[1]!,
      Number(match[2]),
    ]),
  );
}

function readDescriptions(text: string): readonly MachineRow[] {
  return text
    .split(/^### `/m)
    .slice(1)
    .flatMap((part): readonly MachineRow[] => {
      const name = part.slice(0, part.indexOf("`"));
      if (!isListed(name)) return [];
      const label = (key: string) => part.match(new RegExp(`/instance-${key}\\|([^|]+)\\|`))?.[1];
      const gpuName = label("gpu-name");
      return [
        {
          name,
          cpus: Number(label("cpu")),
          memoryGib: Number(label("memory")) / 1024,
          // A share of a GPU (g6f) is listed as none; the driver shows it as one.
          gpus: gpuName === undefined ? 0 : Math.max(1, Number(label("gpu-count"))),
          pricePerHour: null,
          ...acceleratorOf(gpuName, label("accelerator-name"), Number(label("accelerator-count"))),
        },
      ];
    });
}

function acceleratorOf(
  gpuName: string | undefined,
  chip: string | undefined,
  chipCount: number,
): Pick<MachineRow, "accelerator" | "resources"> {
  if (gpuName !== undefined && !namelessAccelerators.includes(gpuName)) {
    const accelerator = acceleratorNames[gpuName];
    if (accelerator === undefined) throw new Error(`Ray's name of the GPU ${gpuName} is not known`);
    return { accelerator };
  }
  const cores = chip === undefined ? undefined : coresOfChip[chip];
  if (cores === undefined) return { accelerator: null };
  return { accelerator: "aws-neuron-core", resources: { neuron_cores: cores * chipCount } };
}

function readAutoscaler(text: string): readonly MachineRow[] {
  const pattern = /InstanceType: "([^"]+)",\s+VCPU:\s+(\d+),\s+MemoryMb:\s+(\d+),\s+GPU:\s+(\d+)/g;
  return [...text.matchAll(pattern)].flatMap(
    ([, name = "", cpus, megabytes, gpus]): readonly MachineRow[] => {
      if (!isListed(name)) return [];
      const row = {
        name,
        cpus: Number(cpus),
        memoryGib: Number(megabytes) / 1024,
        gpus: Number(gpus),
        pricePerHour: null,
      };
      if (name.startsWith("p3")) return [{ ...row, accelerator: "V100" }];
      if (name.startsWith("dl1."))
        return [{ ...row, gpus: 0, accelerator: "Intel-GAUDI", resources: { HPU: 8 } }];
      return row.gpus === 0 ? [{ ...row, accelerator: null }] : [];
    },
  );
}

function isListed(name: string): boolean {
  const [family = "", size = ""] = name.split(".");
  return !size.startsWith("metal") && (plainFamily.test(family) || acceleratedFamily.test(family));
}
