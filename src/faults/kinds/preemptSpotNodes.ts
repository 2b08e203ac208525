import type { FaultEffect } from "../Fault.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Spot nodes are taken away after a warning, during which their replicas are moved (AWS warns two minutes ahead). */
export function preemptSpotNodes(
  port: FaultPort,
  effect: Extract<FaultEffect, { kind: "spot-preemption" }>,
): void {
  const nodes = port.readyNodes(effect.version, effect.workerGroup, "spot");
  const victims = pickVictims(nodes, effect.count, port.random);
  port.log(
    `${victims.length} of ${nodes.length} ${effect.version} spot nodes are preempted in ${effect.warningSeconds} s`,
  );
  for (const node of victims) port.warnNode(node, effect.warningSeconds);
  port.after(effect.warningSeconds, () => {
    for (const node of victims) port.loseNode(node, "is lost: its spot node was preempted");
  });
}
