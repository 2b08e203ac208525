import { describe, expect, it } from "vitest";
import { createFleetNode, type FleetNode } from "../../../src/cluster/nodes/FleetNode.ts";
import { nodeId } from "../../../src/cluster/nodes/NodeId.ts";
import { setNodeState } from "../../../src/cluster/nodes/setNodeState.ts";
import { workerGroup } from "../fleetBench.ts";

const states = ["waiting", "booting", "ready", "leaving", "gone"] as const;
const nodeThat = (state: FleetNode["state"]): FleetNode =>
  createFleetNode(workerGroup({}), { id: nodeId(7), state, requestedAtSeconds: 0 });

describe("the state of a node", () => {
  it("goes from its request to its end, and never back", () => {
    const node = nodeThat("waiting");
    for (const state of ["booting", "ready", "leaving", "gone"] as const) {
      setNodeState(node, state);
      expect(node.state).toBe(state);
    }
    for (const [place, before] of states.entries()) {
      for (const earlier of states.slice(0, place)) {
        expect(() => setNodeState(nodeThat(before), earlier)).toThrow(
          `node 7 is ${before} and cannot become ${earlier}`,
        );
      }
    }
  });

  it("may end at any time, but only once", () => {
    for (const before of states.slice(0, -1)) setNodeState(nodeThat(before), "gone");
    expect(() => setNodeState(nodeThat("gone"), "gone")).toThrow("node 7 is gone and cannot become gone");
  });
});
