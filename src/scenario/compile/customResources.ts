/** What Ray counts by itself; memory is not placed here (docs/decisions/clusters.md). */
const builtIn: readonly string[] = ["CPU", "GPU", "memory", "object_store_memory"];
/** Ray gives nodes a little of these by what they are; which node is which is not known here. */
export const detectedPrefix = "accelerator_type:";

/** The custom ones among resources as Ray names them, by name. Without any the field is left out. */
export function customResources(resources: Readonly<Record<string, unknown>>): {
  readonly custom?: Readonly<Record<string, number>>;
} {
  const custom = Object.entries(resources)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0)
    .filter(([name]) => !builtIn.includes(name) && !name.startsWith(detectedPrefix))
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return custom.length === 0 ? {} : { custom: Object.fromEntries(custom) };
}
