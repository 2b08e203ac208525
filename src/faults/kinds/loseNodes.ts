import type { FaultEffect } from "../Fault.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Nodes vanish with everything on them, without warning. */
export function loseNodes(port: FaultPort, effect: Extract<FaultEffect, { kind: "node-loss" }>): void {
  const nodes = port.readyNodes(effect.version, effect.workerGroup, null);
  const victims = pickVictims(nodes, effect.count, port.random);
  port.log(`${victims.length} of ${nodes.length} ${effect.version} nodes are lost`);
  for (const node of victims) port.loseNode(node, "is lost with its node");
}
