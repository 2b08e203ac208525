import type { NodeRoom } from "./NodeRoom.ts";

/** What placement sees of a node but its number: nodes with one key are alike to it. */
export function roomKey({ free, limits, group }: NodeRoom): string {
  const { milliGpus, milliCpus, custom } = free;
  if (custom === undefined && limits.length === 0) return JSON.stringify([milliGpus, milliCpus, group?.name]);
  // Only within a deployment may the order of limits move the last digit of what is left of it.
  const shares = limits
    .map(({ deployment, maxReplicas }) => [deployment, maxReplicas] as const)
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  return JSON.stringify([milliGpus, milliCpus, group?.name, Object.entries(custom ?? {}), shares]);
}
