import type { ReplicaLife } from "../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";

/** A replica that stopped had not finished its requests by the end of its grace period. */
export function wasKilled({ replica }: ReplicaLife, { events }: SimulationResult): boolean {
  return events.some(
    (event) =>
      event.kind === "replica-gone" && event.replica === replica && event.message.includes("was killed"),
  );
}
