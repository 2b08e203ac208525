import type { FaultEffect } from "../Fault.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Every request on the version takes so many times as long, those under way included. */
export function slowDown(port: FaultPort, effect: Extract<FaultEffect, { kind: "slow" }>): void {
  port.log(`the ${effect.version} serves ${effect.factor} times as slowly`);
  const undo = port.slowDown(effect.version, effect.factor);
  if (effect.durationSeconds !== null) port.after(effect.durationSeconds, undo);
}
