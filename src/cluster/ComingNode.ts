import type { FleetNode } from "./FleetNode.ts";
import type { NodeRoom } from "./NodeRoom.ts";

/** A node that is on its way, with what it will have beside what is meant for it. */
export interface ComingNode extends NodeRoom {
  readonly node: FleetNode;
  isNeeded: boolean;
}
