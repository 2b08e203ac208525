import type { NodeLack } from "./NodeWaits.ts";

/** What is waited for, in words that follow "for". */
export function describeNodeLack(lack: NodeLack): string {
  switch (lack.kind) {
    case "pool": {
      const { pool, nodesOut, maxNodes, isOutOfStock } = lack;
      const out = `${nodesOut} of ${maxNodes} out`;
      return `a node of pool ${pool} (${isOutOfStock ? `out of stock, ${out}` : out})`;
    }
    case "offer":
      return lack.market === "spot"
        ? `a spot node of worker group ${lack.workerGroup} (none is to be had)`
        : `a node of worker group ${lack.workerGroup} (no zone has one)`;
    case "max-nodes": {
      const { workerGroups, nodes, maxNodes } = lack;
      const groups = `worker group${workerGroups.length === 1 ? "" : "s"} ${workerGroups.join(", ")}`;
      return `room in ${groups} (max_nodes: ${nodes} of ${maxNodes} there)`;
    }
    case "no-group":
      return "a node that no worker group has";
  }
}
