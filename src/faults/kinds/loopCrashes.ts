import { sample } from "../../engine/sample.ts";
import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * Replicas come up healthy, run for a while and crash; so do those that replace them. Whether a replica is struck and
 * how long it lives are drawn once for each. The end of the fault spares those that still run.
 */
export function loopCrashes(port: FaultPort, effect: Extract<FaultEffect, { kind: "crash-loop" }>): void {
  const { version, deployment, percent, lifetimeSeconds } = effect;
  port.log(`${percent} % of the ${version} replicas crash again and again`);
  let isOver = false;
  const undo = port.eachReplica(version, deployment, (replica) => {
    const isStruck = port.random() * 100 < percent;
    const seconds = sample(lifetimeSeconds, port.random);
    if (!isStruck) return;
    port.after(seconds, () => {
      if (!isOver) port.crashReplica(replica, "crashed (crash loop)");
    });
  });
  lastFor(port, effect.durationSeconds, () => {
    isOver = true;
    undo();
  });
}
