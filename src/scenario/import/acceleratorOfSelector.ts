/** Google Kubernetes Engine's names of accelerators, and Ray's (ray 2.60.0, `ray.util.accelerators`). */
const gkeAccelerators: ReadonlyMap<string, string> = new Map([
  ["nvidia-tesla-k80", "K80"],
  ["nvidia-tesla-p4", "P4"],
  ["nvidia-tesla-p100", "P100"],
  ["nvidia-tesla-v100", "V100"],
  ["nvidia-tesla-t4", "T4"],
  ["nvidia-l4", "L4"],
  ["nvidia-tesla-a100", "A100"],
  ["nvidia-a100-80gb", "A100"],
  ["nvidia-h100-80gb", "H100"],
  ["nvidia-h100-mega-80gb", "H100"],
  ["nvidia-h200-141gb", "H200"],
  ["nvidia-b200", "B200"],
  ["nvidia-gb200", "GB200"],
  ["nvidia-rtx-pro-6000", "RTX-PRO-6000"],
  ["tpu-v3-device", "TPU-V3"],
  ["tpu-v3-slice", "TPU-V3"],
  ["tpu-v4-podslice", "TPU-V4"],
  ["tpu-v5-lite-device", "TPU-V5LITEPOD"],
  ["tpu-v5-lite-podslice", "TPU-V5LITEPOD"],
  ["tpu-v5p-slice", "TPU-V5P"],
  ["tpu-v6e-slice", "TPU-V6E"],
  ["tpu7x", "TPU-V7X"],
]);

const gkeKeys = ["cloud.google.com/gke-accelerator", "cloud.google.com/gke-tpu-accelerator"];

/** NVIDIA's feature discovery names products such as NVIDIA-A100-SXM4-80GB, Tesla-T4 or NVIDIA-L40S. */
const product =
  /^(?:NVIDIA-|Tesla-)*(K80|P4|P100|V100|T4|A10G|L40S|L4|A100|H100|H200|H20|GB200|GB300|B200|B300)(?:$|[-_ ])/;

/** The accelerator that a pod's node selector asks for, by Ray's name; `null`: it names none that is known. */
export function acceleratorOfSelector(selector: Readonly<Record<string, string>>): string | null {
  const labels = new Map(Object.entries(selector));
  for (const key of gkeKeys) {
    const known = gkeAccelerators.get(labels.get(key) ?? "");
    if (known !== undefined) return known;
  }
  return product.exec(labels.get("nvidia.com/gpu.product") ?? "")?.[1] ?? null;
}
