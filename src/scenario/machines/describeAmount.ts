/** An amount of a resource as people write it: memory in GiB, others as they are. */
export function describeAmount(resource: string, amount: number): string {
  if (resource !== "memory" && resource !== "object_store_memory") return `${amount} ${resource}`;
  return `${Number((amount / 2 ** 30).toFixed(2))} GiB of ${resource.replaceAll("_", " ")}`;
}
