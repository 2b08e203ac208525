import type { Accelerator } from "./Accelerator.ts";

/**
 * GPUs by the name that Ray gives them (`ray.util.accelerators`); NVIDIA's data sheets, as `aiconfigurator-core` 0.12.0
 * (Apache-2.0) has them in `systems/*.yaml`, those of the 40 GB A100 and the A10G from NVIDIA.
 */
export const accelerators = {
  "A100-80G": ampere({ gigabytes: 80, terabytesPerSecond: 2.039, teraflops: 312, link: 300 }),
  "A100-40G": ampere({ gigabytes: 40, terabytesPerSecond: 1.555, teraflops: 312, link: 300 }),
  A10G: ampere({ gigabytes: 22.5, terabytesPerSecond: 0.6, teraflops: 70, link: 32 }),
  L4: ada({ gigabytes: 22.5, terabytesPerSecond: 0.3, teraflops: 121, link: 32 }),
  L40S: ada({ gigabytes: 45, terabytesPerSecond: 0.864, teraflops: 362, link: 32 }),
  H100: hopper({ gigabytes: 80, terabytesPerSecond: 3.35, teraflops: 989, link: 450 }),
  H200: hopper({ gigabytes: 141, terabytesPerSecond: 4.8, teraflops: 989, link: 450 }),
  B200: blackwell({ gigabytes: 180, terabytesPerSecond: 7.7, teraflops: 2250, link: 900 }),
  B300: blackwell({ gigabytes: 268, terabytesPerSecond: 7.75, teraflops: 2250, link: 900 }),
  GB200: blackwell({ gigabytes: 185, terabytesPerSecond: 8, teraflops: 2500, link: 900 }),
} as const satisfies Readonly<Record<string, Accelerator>>;

export type AcceleratorName = keyof typeof accelerators;

interface Sheet {
  readonly gigabytes: number;
  readonly terabytesPerSecond: number;
  readonly teraflops: number;
  /** Gigabytes a second. */
  readonly link: number;
}

function of(sheet: Sheet): Omit<Accelerator, "generation" | "speedOf8Bits" | "speedOf4Bits"> {
  return {
    memoryBytes: sheet.gigabytes * 2 ** 30,
    memoryBytesPerSecond: sheet.terabytesPerSecond * 1e12,
    operationsPerSecond: sheet.teraflops * 1e12,
    linkBytesPerSecond: sheet.link * 1e9,
  };
}

function ampere(sheet: Sheet): Accelerator {
  return { generation: "ampere", ...of(sheet), speedOf8Bits: 1, speedOf4Bits: 1 };
}

function ada(sheet: Sheet): Accelerator {
  return { generation: "ada", ...of(sheet), speedOf8Bits: 2, speedOf4Bits: 1 };
}

function hopper(sheet: Sheet): Accelerator {
  return { generation: "hopper", ...of(sheet), speedOf8Bits: 2, speedOf4Bits: 1 };
}

function blackwell(sheet: Sheet): Accelerator {
  return { generation: "blackwell", ...of(sheet), speedOf8Bits: 2, speedOf4Bits: 4 };
}
