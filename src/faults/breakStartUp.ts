import type { FaultEffect } from "./Fault.ts";
import type { FaultPort } from "./FaultPort.ts";

/** New replicas of the canary never become healthy: they hang in their constructor, or crash in it. */
export function breakStartUp(port: FaultPort, effect: Extract<FaultEffect, { kind: "never-healthy" }>): void {
  port.log(`new replicas of the canary ${effect.mode === "hangs" ? "hang" : "crash"} while they start`);
  port.breakStartUp("canary", effect.deployment, effect.mode);
}
