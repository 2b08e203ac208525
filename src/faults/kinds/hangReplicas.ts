import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * Running replicas stop working (a deadlock, a stuck GPU). The router does not know: they take requests up to their
 * slots, and those hang until they time out or the replica is killed. Health checks are not answered either.
 */
export function hangReplicas(port: FaultPort, effect: Extract<FaultEffect, { kind: "hung-replica" }>): void {
  const running = port.runningReplicas(effect.version, effect.deployment);
  const victims = pickVictims(running, effect.count, port.random);
  port.log(`${victims.length} of ${running.length} ${effect.version} replicas hang`);
  for (const replica of victims) lastFor(port, effect.durationSeconds, port.hangReplica(replica));
}
