import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort, Undo } from "../ports/FaultPort.ts";

/**
 * Running replicas fail their health checks for a while and pass them for a while, in turns. Whether that is noticed
 * depends on how many checks fall into the bad while: Ray Serve replaces a replica after three failures in a row.
 */
export function flapHealth(port: FaultPort, effect: Extract<FaultEffect, { kind: "flapping-health" }>): void {
  const { failingSeconds, passingSeconds, failsRequests } = effect;
  const running = port.runningReplicas(effect.version, effect.deployment);
  const victims = effect.count === null ? running : pickVictims(running, effect.count, port.random);
  port.log(`the health checks of ${victims.length} of ${running.length} ${effect.version} replicas flap`);
  let recovers: readonly Undo[] = [];
  let isOver = false;
  const recover = () => {
    for (const undo of recovers) undo();
    recovers = [];
  };
  const turn = () => {
    if (isOver) return;
    recovers = victims.map((replica) => port.failHealthChecks(replica, { failsRequests }));
    port.after(failingSeconds, () => {
      recover();
      port.after(passingSeconds, turn);
    });
  };
  turn();
  lastFor(port, effect.durationSeconds, () => {
    isOver = true;
    recover();
  });
}
