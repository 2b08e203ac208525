import type { VersionWorld } from "./World.ts";

/** The number of a zone among those of the version's cluster; −1: zones play no part. */
export function zoneNumber({ definition }: VersionWorld, zone: string | null): number {
  return zone === null ? -1 : definition.cluster.zones.indexOf(zone);
}
