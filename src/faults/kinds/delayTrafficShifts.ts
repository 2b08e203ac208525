import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * The load balancer acknowledges new weights and obeys them late (ELB and Envoy weights are eventually consistent).
 * The rollout goes on as if they held: capacity may go where traffic has not left yet.
 */
export function delayTrafficShifts(
  port: FaultPort,
  effect: Extract<FaultEffect, { kind: "load-balancer-lag" }>,
): void {
  port.log(`the load balancer obeys ${effect.delaySeconds} s late`);
  lastFor(port, effect.durationSeconds, port.delayTrafficShifts(effect.delaySeconds));
}
