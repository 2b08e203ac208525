import type { Router } from "../routing/Router.ts";
import type { ReplicaTable } from "./ReplicaTable.ts";
import { nothing } from "./RequestTable.ts";

/** The replica counts among those with a free slot from now on. For the request path alone. */
export function joinFree(replicas: ReplicaTable, router: Router, replica: number): void {
  replicas.availablePosition[replica] = router.free.add(replica);
}

/** It no longer does, if it did. */
export function leaveFree(replicas: ReplicaTable, router: Router, replica: number): void {
  const position = replicas.availablePosition[replica] as number;
  if (position === nothing) return;
  replicas.availablePosition[replica] = nothing;
  const moved = router.free.removeAt(position);
  if (moved !== nothing) replicas.availablePosition[moved] = position;
}
