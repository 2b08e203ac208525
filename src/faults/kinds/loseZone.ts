import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * An availability zone goes down: every node in it is lost at once, of both clusters, head nodes included, and no new
 * one starts there until it is back. Groups that have other zones replace their nodes there.
 */
export function loseZone(port: FaultPort, effect: Extract<FaultEffect, { kind: "zone-loss" }>): void {
  const { zone, durationSeconds } = effect;
  // First closed: what is replaced must not come up in it again.
  lastFor(port, durationSeconds, port.closeZone(zone));
  const nodes = port.nodesInZone(zone);
  port.log(`zone ${zone} is down: ${nodes.length} nodes are lost`);
  for (const node of nodes) port.loseNode(node, "is lost with its zone");
  for (const version of ["primary", "canary"] as const) {
    if (port.isHeadInZone(version, zone)) port.killHeadNode(version);
  }
}
