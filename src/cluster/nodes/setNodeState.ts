import type { FleetNode } from "./FleetNode.ts";

type NodeState = FleetNode["state"];

/** What may follow what; nothing follows `gone`. */
const following: Readonly<Record<NodeState, readonly NodeState[]>> = {
  waiting: ["booting", "gone"],
  booting: ["ready", "leaving", "gone"],
  ready: ["leaving", "gone"],
  leaving: ["leaving", "gone"],
  gone: [],
};

/** The only place where the state of a node changes. */
export function setNodeState(node: FleetNode, state: NodeState): void {
  if (!following[node.state].includes(state)) {
    throw new Error(`node ${node.id} is ${node.state} and cannot become ${state}`);
  }
  (node as { state: NodeState }).state = state;
}
