import type { SourcedService } from "./SourcedService.ts";

/** Ray Serve's `target_capacity` and the way in which it goes; `null`: without one. */
export interface TargetCapacity {
  readonly percent: number;
  readonly direction: "up" | "down" | null;
}

/** That of a config with which a cluster starts: it has no other applications to come from, so the way is up. */
export function capacityAtStart(service: SourcedService): TargetCapacity | null {
  return capacityAfter(null, service);
}

/**
 * That of a config which follows another on the same cluster.
 *
 * Follows ray 2.60.0, `calculate_target_capacity_direction`: up where the applications (by their names) are others, down from
 * no capacity to one, as it was where the capacity is the same.
 */
export function capacityAfter(
  before: { readonly service: SourcedService; readonly capacity: TargetCapacity | null } | null,
  service: SourcedService,
): TargetCapacity | null {
  const percent = service.config.value.target_capacity ?? null;
  if (percent === null) return null;
  if (before === null || !areSameApplications(before.service, service)) return { percent, direction: "up" };
  return { percent, direction: directionFrom(before.capacity, percent) };
}

function directionFrom(before: TargetCapacity | null, percent: number): TargetCapacity["direction"] {
  if (before === null) return "down";
  if (before.percent === percent) return before.direction;
  return before.percent < percent ? "up" : "down";
}

function areSameApplications(one: SourcedService, other: SourcedService): boolean {
  const names = new Set(one.applications.map(({ name }) => name));
  return (
    names.size === new Set(other.applications.map(({ name }) => name)).size &&
    other.applications.every(({ name }) => names.has(name))
  );
}
