import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** So many times as many requests arrive, of the same sizes; see `TrafficSurge` for how. */
export function surgeTraffic(port: FaultPort, effect: Extract<FaultEffect, { kind: "traffic-surge" }>): void {
  port.log(`${effect.factor} times as many requests arrive`);
  lastFor(port, effect.durationSeconds, port.multiplyTraffic(effect.factor));
}
