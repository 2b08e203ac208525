/**
 * The longest of the route prefixes under which the path lies, or `null`: `/a` holds `/a` and `/a/b`, not `/ab`.
 * Follows Ray Serve's proxy (`LongestPrefixRouter.match_route`).
 */
export function matchRoute(path: string, prefixes: readonly string[]): string | null {
  let longest: string | null = null;
  for (const prefix of prefixes) {
    const folder = prefix.endsWith("/") ? prefix : `${prefix}/`;
    const isWithin = path === prefix || path === `${prefix}/` || path.startsWith(folder);
    if (isWithin && prefix.length > (longest?.length ?? -1)) longest = prefix;
  }
  return longest;
}
