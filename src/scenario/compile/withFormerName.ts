import { formatRelease, isBefore, type RayRelease } from "../keys/RayRelease.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** The first release that takes the new names, and the first that takes the former ones no more. */
const firstWithNew: RayRelease = { major: 2, minor: 10 };
const firstWithoutFormer: RayRelease = { major: 2, minor: 33 };

/**
 * The value of a key that had another name, as a release of Ray reads it: 2.9 and older knew the former name alone, 2.10 to 2.32
 * both (the new one wins), 2.33 and newer know the new one alone and ignore the other in silence
 * (test/oracles/service-keys/README.md). `null`: the default.
 */
export function withFormerName<Key extends string, FormerKey extends string>(
  source: {
    readonly config: { readonly [key in Key | FormerKey]?: number | null | undefined };
    pathOf(key: string): KeyPath;
  },
  { key, former, release }: { readonly key: Key; readonly former: FormerKey; readonly release: RayRelease },
  reporter: Reporter,
): number | null {
  const current: number | null = source.config[key] ?? null;
  const formerValue: number | null = source.config[former] ?? null;
  const warn = (at: string, message: string) => reporter.warning(source.pathOf(at), message, "key");
  if (!isBefore(release, firstWithoutFormer)) {
    if (formerValue !== null) {
      const runs = current === null ? "" : `, and ${key} is ${current} as written`;
      warn(
        former,
        `former name: Ray Serve ignores it in silence since 2.33${runs}; write ${key}, or the ray_version that runs where it is older`,
      );
    }
    return current;
  }
  if (isBefore(release, firstWithNew)) {
    if (current !== null) {
      warn(
        key,
        `ray ${formatRelease(release)} ignores it in silence: it is called ${former} there, and ${key} since 2.10`,
      );
    }
    return formerValue;
  }
  if (formerValue !== null) {
    const ignored = current === null ? "" : `; ignored, because ${key} is given`;
    warn(
      former,
      `deprecated name; Ray Serve calls it ${key} since 2.10, and knows nothing else since 2.33${ignored}`,
    );
  }
  return current ?? formerValue;
}
