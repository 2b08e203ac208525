import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Replicas take longer from a place on a node to ready (a slow registry, a cold model cache). Those that start already do not. */
export function slowStartUp(port: FaultPort, effect: Extract<FaultEffect, { kind: "slow-start" }>): void {
  const { version, deployment, factor } = effect;
  port.log(`new replicas of the ${version} take ${factor} times as long to start`);
  lastFor(port, effect.durationSeconds, port.slowStartUp(version, deployment, factor));
}
