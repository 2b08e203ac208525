import type { ReplicaNeed } from "../MilliResources.ts";
import type { FleetNode } from "./FleetNode.ts";

/** What one replica holds of one node. */
export interface NodeShare {
  readonly node: FleetNode;
  readonly need: ReplicaNeed;
}
