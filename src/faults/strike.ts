import type { FaultEffect } from "./Fault.ts";
import { faultOf } from "./faultOf.ts";
import type { FaultPort } from "./ports/FaultPort.ts";

/** Lets a fault happen now. */
export function strike(port: FaultPort, effect: FaultEffect): void {
  faultOf(effect.kind).strike(port, effect);
}
