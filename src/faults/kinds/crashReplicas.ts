import type { FaultEffect } from "../Fault.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Running replicas die; what they serve is lost. */
export function crashReplicas(
  port: FaultPort,
  effect: Extract<FaultEffect, { kind: "replica-crash" }>,
): void {
  const running = port.runningReplicas(effect.version, effect.deployment);
  const victims = pickVictims(running, effect.count, port.random);
  port.log(`${victims.length} of ${running.length} ${effect.version} replicas crash`);
  for (const replica of victims) port.crashReplica(replica, "crashed");
}
