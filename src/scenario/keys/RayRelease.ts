/** A release of Ray, as far as keys of a config depend on it. */
export interface RayRelease {
  readonly major: number;
  readonly minor: number;
}

/** The release whose rules the forecast plays. */
export const newestRelease: RayRelease = { major: 2, minor: 60 };

/** The release of a `ray_version` such as `2.31.0`; `null` where it names none (`nightly`, or a number, which drops zeros). */
export function readRayRelease(version: string | number | null | undefined): RayRelease | null {
  const [, major, minor] =
    /^v?(\d{1,4})\.(\d{1,4})(\.|$)/.exec(typeof version === "string" ? version : "") ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** Whether one release came before another. */
export function isBefore(one: RayRelease, other: RayRelease): boolean {
  return one.major < other.major || (one.major === other.major && one.minor < other.minor);
}

/** A release as people write it. */
export function formatRelease({ major, minor }: RayRelease): string {
  return `${major}.${minor}`;
}
