import type { InstanceType } from "../../cluster/Cluster.ts";
import { knownMachines } from "./knownMachines.ts";

const gib = 2 ** 30;

/** What the name of a machine tells that is not in the table. */
export interface NamedMachine {
  readonly machine: InstanceType;
  /** Nothing of it is a guess: the name itself says what it has. */
  readonly isExact: boolean;
}

/**
 * A machine that is not in the table, by its name: Anyscale's names of Google's machines with GPUs and of pod shapes,
 * custom machines of Google, and sizes of the usual families of AWS, Google and Azure. `null`: the name does not tell, as
 * that of a GPU family, whose sizes say nothing of GPUs.
 */
export function machineOfName(name: string): NamedMachine | null {
  return (
    machineWithGpus(name) ??
    podShape(name) ??
    customGoogleMachine(name) ??
    sizeOfAws(name) ??
    sizeOfGoogle(name) ??
    sizeOfAzure(name)
  );
}

/** Ray's names by Google's, and dollars an hour of those that can be attached to N1 machines. */
const googleGpus: ReadonlyMap<
  string,
  { readonly accelerator: string; readonly pricePerHour: number | null }
> = new Map([
  // kubernetes/autoscaler at 55c37cd, cloudprovider/gce/gce_price_info.go, us-central1.
  ["t4", { accelerator: "T4", pricePerHour: 0.35 }],
  ["p4", { accelerator: "P4", pricePerHour: 0.6 }],
  ["v100", { accelerator: "V100", pricePerHour: 2.48 }],
  ["p100", { accelerator: "P100", pricePerHour: 1.46 }],
  ["l4", { accelerator: "L4", pricePerHour: null }],
  ["a100", { accelerator: "A100", pricePerHour: null }],
  ["h100", { accelerator: "H100", pricePerHour: null }],
  ["h200", { accelerator: "H200", pricePerHour: null }],
  ["b200", { accelerator: "B200", pricePerHour: null }],
  ["gb200", { accelerator: "GB200", pricePerHour: null }],
  ["rtx-pro-6000", { accelerator: "RTX-PRO-6000", pricePerHour: null }],
]);

/** Anyscale on Google Cloud: the machine, the GPU and how many, such as `g2-standard-8-nvidia-l4-1`. */
function machineWithGpus(name: string): NamedMachine | null {
  const parts =
    /^([a-z0-9-]{1,60}?)-nvidia-(?:tesla-)?([a-z0-9-]{1,20}?)(?:-mega)?(?:-\d{1,3}gb)?(?:-mega)?(?:-(\d{1,2}))?$/.exec(
      name,
    );
  const base = knownMachines().get(parts?.[1] ?? "") ?? customGoogleMachine(parts?.[1] ?? "")?.machine;
  const gpu = googleGpus.get(parts?.[2] ?? "");
  if (parts === null || base === undefined || gpu === undefined) return null;
  const gpus = Number(parts[3] ?? 1);
  const attached =
    gpu.pricePerHour === null || base.pricePerHour === null
      ? null
      : base.pricePerHour + gpus * gpu.pricePerHour;
  const pricePerHour = base.gpus > 0 ? base.pricePerHour : attached;
  return { machine: { ...base, name, gpus, acceleratorType: gpu.accelerator, pricePerHour }, isExact: true };
}

/** Anyscale on Kubernetes: `8CPU-32GB`, `4CPU-16GB-1xT4`, and `FP-8CPU-32GB-1GPU-L4` of its own making. */
function podShape(name: string): NamedMachine | null {
  const parts = /^(?:FP-)?(\d{1,4})CPU-(\d{1,5})GB(?:-(\d{1,2})(?:x|GPU-?)([A-Za-z0-9-]{0,30}))?$/.exec(name);
  if (parts === null) return null;
  const [, cpus, memory, gpus = 0, accelerator = ""] = parts;
  const machine = {
    name,
    cpus: Number(cpus),
    memoryBytes: Number(memory) * gib,
    gpus: Number(gpus),
    ...(accelerator === "" ? {} : { acceleratorType: accelerator }),
    ...(Number(gpus) === 0 ? { acceleratorType: null } : {}),
    pricePerHour: null,
  };
  return { machine, isExact: true };
}

/** `n2-custom-8-16384`, or `custom-8-16384` for N1: vCPUs and megabytes. */
function customGoogleMachine(name: string): NamedMachine | null {
  const parts = /^(?:[a-z0-9]{2,4}-)?custom-(\d{1,3})-(\d{3,8})(?:-ext)?$/.exec(name);
  if (parts === null) return null;
  const machine = withoutGpus(name, Number(parts[1]), Number(parts[2]) / 1024);
  return { machine, isExact: true };
}

/** GiB of memory a vCPU of the usual kinds of machines. */
const awsMemory: ReadonlyMap<string, number> = new Map([
  ["m", 4],
  ["c", 2],
  ["r", 8],
  ["t", 4],
  ["x", 16],
  ["i", 8],
]);
const googleMemory: ReadonlyMap<string, number | null> = new Map([
  ["standard", 4],
  ["highmem", 8],
  ["highcpu", null],
]);
const azureMemory: ReadonlyMap<string, number | null> = new Map([
  ["D", 4],
  ["E", 8],
  ["F", 2],
  ["B", null],
  ["L", 8],
]);

/** `m9i.4xlarge`: 16 vCPUs, as in every family. */
function sizeOfAws(name: string): NamedMachine | null {
  const parts = /^([mcrtxi])\d{1,2}[a-z0-9-]{0,12}\.(medium|large|(\d{0,3})xlarge)$/.exec(name);
  if (parts === null) return null;
  const [, family = "", size, times] = parts;
  const cpus = size === "medium" ? 1 : size === "large" ? 2 : 4 * Number(times === "" ? 1 : times);
  return { machine: withoutGpus(name, cpus, cpus * (awsMemory.get(family) ?? Number.NaN)), isExact: false };
}

function sizeOfGoogle(name: string): NamedMachine | null {
  const parts = /^[cehntz]\d{1,2}[a-z]?-(standard|highmem|highcpu)-(\d{1,3})(?:-[a-z]{2,20})?$/.exec(name);
  if (parts === null) return null;
  return sized(name, Number(parts[2]), googleMemory.get(parts[1]!) ?? null);
}

/** `Standard_D16s_v9`; in `Standard_E16-4s_v9` four of sixteen are left. */
function sizeOfAzure(name: string): NamedMachine | null {
  const parts = /^Standard_([DEFBL])(\d{1,3})(?:-(\d{1,3}))?[a-z]{0,8}(?:_v\d{1,2})?$/.exec(name);
  if (parts === null) return null;
  const [, family = "", all, left] = parts;
  const memory = azureMemory.get(family) ?? null;
  return sized(
    name,
    Number(left ?? all),
    memory === null ? null : (memory * Number(all)) / Number(left ?? all),
  );
}

function sized(name: string, cpus: number, gibOfCpu: number | null): NamedMachine {
  return { machine: withoutGpus(name, cpus, gibOfCpu === null ? null : gibOfCpu * cpus), isExact: false };
}

function withoutGpus(name: string, cpus: number, memoryGib: number | null): InstanceType {
  return {
    name,
    cpus,
    gpus: 0,
    ...(memoryGib === null ? {} : { memoryBytes: memoryGib * gib }),
    acceleratorType: null,
    pricePerHour: null,
  };
}
