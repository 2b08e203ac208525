import type { InstanceType } from "../../cluster/Cluster.ts";

/**
 * Whether a machine has the accelerators that Ray names so. `A100-80G` is an A100 with a label of its owner's making
 * (ray 2.60.0, `ray.util.accelerators`); a machine whose accelerators are not known is given the benefit of the doubt.
 */
export function isSameAccelerator({ acceleratorType, gpus }: InstanceType, accelerator: string): boolean {
  if (acceleratorType === undefined) return gpus > 0;
  return acceleratorType !== null && plain(acceleratorType) === plain(accelerator);
}

function plain(accelerator: string): string {
  return accelerator.replace(/-\d+GB?$/i, "").toLowerCase();
}
