import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** The value of a key, or that of the first deprecated name of it that is given, with a warning. */
export function withCurrentName<Key extends string, OldKey extends string>(
  source: {
    readonly config: { readonly [key in Key | OldKey]?: number | null | undefined };
    pathOf(key: string): KeyPath;
  },
  key: Key,
  oldKeys: readonly OldKey[],
  reporter: Reporter,
): number | null {
  let value: number | null = source.config[key] ?? null;
  for (const oldKey of oldKeys) {
    const oldValue: number | null = source.config[oldKey] ?? null;
    if (oldValue === null) continue;
    const ignored = value === null ? "" : `; ignored, because ${key} is given`;
    reporter.warning(
      source.pathOf(oldKey),
      `deprecated name; Ray Serve calls it ${key} now${ignored}`,
      "key",
    );
    value ??= oldValue;
  }
  return value;
}
