const mostFields = 2000;

/**
 * The fields of a value that hold something, in the order of the file, as `spec.groups[].name`; those of the entries of a
 * list are told once.
 *
 * @param leadsOn whether what stands below a field is told field by field
 */
export function listFields(value: unknown, leadsOn: (field: string) => boolean): readonly string[] {
  const fields = new Set<string>();
  collect(value, "", { fields, leadsOn });
  return [...fields];
}

function collect(
  value: unknown,
  at: string,
  found: { readonly fields: Set<string>; readonly leadsOn: (field: string) => boolean },
): void {
  if (found.fields.size >= mostFields) return;
  if (Array.isArray(value) && value.some(isMap) && found.leadsOn(`${at}[]`)) {
    for (const each of value) collect(each, `${at}[]`, found);
    return;
  }
  if (isMap(value) && found.leadsOn(at)) {
    for (const [key, inner] of Object.entries(value)) collect(inner, at === "" ? key : `${at}.${key}`, found);
    return;
  }
  if (at !== "" && value != null) found.fields.add(at);
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
