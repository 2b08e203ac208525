import type { FaultEffect } from "../Fault.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Running replicas begin to fail their health checks, and their requests if so described. */
export function makeUnhealthy(port: FaultPort, effect: Extract<FaultEffect, { kind: "unhealthy" }>): void {
  const running = port.runningReplicas(effect.version, effect.deployment);
  const victims = effect.count === null ? running : pickVictims(running, effect.count, port.random);
  port.log(`${victims.length} of ${running.length} ${effect.version} replicas fail their health checks`);
  for (const replica of victims) port.failHealthChecks(replica, { failsRequests: effect.failsRequests });
}
