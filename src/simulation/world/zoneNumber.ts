import type { ClusterWorld } from "./ClusterWorld.ts";

/** The number of a zone among those of the cluster; −1: zones play no part. */
export function zoneNumber({ definition }: ClusterWorld, zone: string | null): number {
  return zone === null ? -1 : definition.zones.indexOf(zone);
}
