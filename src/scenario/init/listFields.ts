/** A field of a file as people name it: `spec.rayClusterConfig.workerGroupSpecs[].groupName`. */
export type FieldName = string;

const mostFields = 2000;

/**
 * The fields of a value that hold something, in the order of the file; those of the entries of a list are told once.
 * Free maps (environment variables and the like) are one field.
 */
export function listFields(value: unknown, isFreeMap: (field: FieldName) => boolean): readonly FieldName[] {
  const fields = new Set<FieldName>();
  collect(value, "", { fields, isFreeMap });
  return [...fields];
}

function collect(
  value: unknown,
  at: FieldName,
  found: { readonly fields: Set<FieldName>; readonly isFreeMap: (field: FieldName) => boolean },
): void {
  if (found.fields.size >= mostFields) return;
  if (Array.isArray(value) && value.some(isMap)) {
    for (const each of value) collect(each, `${at}[]`, found);
    return;
  }
  if (isMap(value) && !found.isFreeMap(at) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) collect(inner, at === "" ? key : `${at}.${key}`, found);
    return;
  }
  if (at !== "" && value != null) found.fields.add(at);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
