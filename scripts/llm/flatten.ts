/** The numbers of nested maps, by their path: `{ a: { b: 1 } }` is `{ "a.b": 1 }`. */
export function flatten(nested: object, before = ""): Readonly<Record<string, number>> {
  const entries = Object.entries(nested).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "number"
      ? [[before + key, value] as const]
      : Object.entries(flatten(value as object, `${before}${key}.`)),
  );
  return Object.fromEntries(entries);
}

/** The maps whose numbers `flatten` named so. */
export function unflatten<Nested>(names: readonly string[], values: readonly number[]): Nested {
  const root: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const path = name.split(".");
    const last = path.pop() as string;
    let map = root;
    for (const key of path) {
      map[key] ??= {};
      map = map[key] as Record<string, unknown>;
    }
    map[last] = values[index];
  }
  return root as Nested;
}
