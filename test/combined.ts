/** Every way to choose one value for each option; those of which the value is `undefined` are left out. */
export function combined(
  samples: Readonly<Record<string, readonly unknown[]>>,
): readonly Readonly<Record<string, unknown>>[] {
  return Object.entries(samples).reduce<readonly Readonly<Record<string, unknown>>[]>(
    (all, [option, values]) =>
      all.flatMap((options) =>
        [...new Set(values)].map((value) =>
          value === undefined ? options : { ...options, [option]: value },
        ),
      ),
    [{}],
  );
}
