import type { EventLoop } from "../../engine/EventLoop.ts";
import type { ReplicaTable } from "./ReplicaTable.ts";

/** Sets the replica's timer to when it is next done with something, as its work stands now. For the request path alone. */
export function setFinishTimer(loop: EventLoop, replicas: ReplicaTable, replica: number): void {
  const dueSeconds = replicas.nextSeconds(replica, loop.nowSeconds);
  loop.setTimer(replicas.timer[replica] as number, dueSeconds);
}
