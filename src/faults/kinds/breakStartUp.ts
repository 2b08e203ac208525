import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** New replicas of a version never become healthy: they hang in their constructor, or crash in it. */
export function breakStartUp(port: FaultPort, effect: Extract<FaultEffect, { kind: "never-healthy" }>): void {
  const { version, deployment, mode, durationSeconds } = effect;
  port.log(`new replicas of the ${version} ${mode === "hangs" ? "hang" : "crash"} while they start`);
  lastFor(port, durationSeconds, port.breakStartUp(version, deployment, mode));
}
