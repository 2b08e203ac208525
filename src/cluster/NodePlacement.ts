import type { Cluster } from "./Cluster.ts";
import { choosePackedNode } from "./choosePackedNode.ts";
import { chooseSpreadNode } from "./chooseSpreadNode.ts";
import type { FleetNode } from "./FleetNode.ts";
import type { ReplicaNeed } from "./MilliResources.ts";
import { packingOrder } from "./packingOrder.ts";
import { arePlaced, type BundleGroup, placeBundles } from "./placeBundles.ts";

/** Which node a replica goes to: packed or spread, and not on the node that is to become empty. */
export class NodePlacement {
  /** It takes no new replicas, for it is to become empty; written by compaction. */
  avoided: FleetNode | null = null;
  #strategy: NonNullable<Cluster["placement"]>;
  /** Spreading: the number from which on a node is next. */
  #turn = 0;

  constructor({ placement = "pack" }: Cluster) {
    this.#strategy = placement;
  }

  /** Replicas go round the nodes, whatever is left on each. */
  get isSpread(): boolean {
    return this.#strategy === "spread";
  }

  /** An update in place may change how replicas are placed. */
  follow({ placement = "pack" }: Cluster): void {
    this.#strategy = placement;
  }

  /** The node of each bundle of a group; `null`: there is no room for all of them. */
  chooseForGroup(group: BundleGroup, readyNodes: readonly FleetNode[]): readonly FleetNode[] | null {
    const nodes = readyNodes.filter((node) => node !== this.avoided);
    const placed = placeBundles(group, nodes);
    if (!arePlaced(placed)) return null;
    const byId = new Map(nodes.map((node) => [node.id, node]));
    return placed.map((id) => byId.get(id) as FleetNode);
  }

  /** @param busyNodes those on which replicas run; left out: those that hold any */
  choose(
    need: ReplicaNeed,
    readyNodes: readonly FleetNode[],
    busyNodes?: ReadonlySet<number>,
  ): FleetNode | null {
    const nodes = readyNodes.filter((node) => node !== this.avoided);
    const id = this.#chooseId(need, nodes, busyNodes ?? new Set(holders(nodes)));
    return nodes.find((node) => node.id === id) ?? null;
  }

  /** Packing begins with the largest, spreading takes them as they come. */
  inOrder<Waiting extends { readonly need: ReplicaNeed }>(waiting: readonly Waiting[]): readonly Waiting[] {
    return this.#strategy === "pack" ? packingOrder(waiting) : waiting;
  }

  #chooseId(need: ReplicaNeed, nodes: readonly FleetNode[], busyNodes: ReadonlySet<number>): number | null {
    switch (this.#strategy) {
      case "pack":
        return choosePackedNode(need, nodes, busyNodes);
      case "spread": {
        const chosen = chooseSpreadNode(need, nodes, this.#turn);
        this.#turn = chosen?.nextTurn ?? this.#turn;
        return chosen?.id ?? null;
      }
    }
  }
}

function holders(nodes: readonly FleetNode[]): number[] {
  return nodes.filter(({ replicaCount }) => replicaCount > 0).map(({ id }) => id);
}
