/** What has a field of its own, and what only Ray itself takes of a node. */
const others: readonly string[] = [
  "CPU",
  "GPU",
  "memory",
  "object_store_memory",
  "system_reserved_cpu_millicpu",
  "system_reserved_memory_bytes",
];
/** Ray gives a node one of `accelerator_type:…`, by what it is. */
export const acceleratorResource = "accelerator_type:";

/** Those of the resources, as Ray names them, that have no field of their own, by name. Without any the field is left out. */
export function customResources(resources: Readonly<Record<string, unknown>>): {
  readonly custom?: Readonly<Record<string, number>>;
} {
  const custom = Object.entries(resources)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0)
    .filter(([name]) => !others.includes(name))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return custom.length === 0 ? {} : { custom: Object.fromEntries(custom) };
}
