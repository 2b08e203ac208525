import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * Every replica leaks memory and is killed when it runs out: after so many requests finished, or so long a time, from
 * when it begins to run (from the strike, for those that run then). Its replacement leaks as well.
 */
export function leakMemory(port: FaultPort, effect: Extract<FaultEffect, { kind: "memory-leak" }>): void {
  const { version, deployment, afterRequests, afterSeconds } = effect;
  port.log(`replicas of the ${version} leak memory`);
  let isOver = false;
  const undo = port.eachReplica(version, deployment, (replica) => {
    const kill = () => {
      if (!isOver) port.crashReplica(replica, "was killed: out of memory");
    };
    if (afterRequests !== null) port.afterServing(replica, afterRequests, kill);
    if (afterSeconds !== null) port.after(afterSeconds, kill);
  });
  lastFor(port, effect.durationSeconds, () => {
    isOver = true;
    undo();
  });
}
