import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * The cloud wants its spot machines back: a share of those of both clusters is warned, spread evenly over a while, and
 * each is taken when its warning is over. Meanwhile, and for as long as the fault lasts, no spot machine is to be had.
 */
export function sendSpotWave(port: FaultPort, effect: Extract<FaultEffect, { kind: "spot-wave" }>): void {
  const { percent, warningSeconds, spreadSeconds, durationSeconds } = effect;
  const nodes = (["primary", "canary"] as const).flatMap((version) =>
    port.readyNodes(version, effect.workerGroup, "spot"),
  );
  const victims = pickVictims(nodes, Math.ceil((nodes.length * percent) / 100), port.random);
  port.log(
    `a spot wave takes ${victims.length} of ${nodes.length} spot nodes, ${warningSeconds} s after a warning`,
  );
  lastFor(port, durationSeconds, port.closeSpotMarket());
  for (const [index, node] of victims.entries()) {
    port.after((spreadSeconds * index) / victims.length, () => {
      port.warnNode(node, warningSeconds);
      port.after(warningSeconds, () => port.loseNode(node, "is lost: its spot node was preempted"));
    });
  }
}
