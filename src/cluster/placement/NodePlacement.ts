import type { Cluster } from "../Cluster.ts";
import type { ReplicaNeed } from "../MilliResources.ts";
import type { FleetNode } from "../nodes/FleetNode.ts";
import { choosePackedNode } from "./choosePackedNode.ts";
import { chooseSpreadNode } from "./chooseSpreadNode.ts";
import { NodesByRoom } from "./NodesByRoom.ts";
import { packingOrder } from "./packingOrder.ts";
import { arePlaced, type BundleGroup, placeBundles } from "./placeBundles.ts";

/** Which node a replica goes to: packed or spread, and not on the node that is to become empty. */
export class NodePlacement {
  #strategy: NonNullable<Cluster["placement"]>;
  readonly #nodes = new NodesByRoom();
  /** Replicas have been given to them in this round: packing counts them among those where replicas run. */
  readonly #given = new Set<FleetNode>();
  #avoided: FleetNode | null = null;
  /** Spreading: the number from which on a node is next. */
  #turn = 0;
  #changes = 0;

  constructor({ placement = "pack" }: Cluster) {
    this.#strategy = placement;
  }

  /** Grows with every change of what it chooses from, or of how. */
  get changes(): number {
    return this.#changes;
  }

  /** Replicas go round the nodes, whatever is left on each. */
  get isSpread(): boolean {
    return this.#strategy === "spread";
  }

  /** An update in place may change how replicas are placed. */
  follow({ placement = "pack" }: Cluster): void {
    this.#strategy = placement;
    this.#changes++;
  }

  /** It takes no new replicas, for it is to become empty. */
  get avoided(): FleetNode | null {
    return this.#avoided;
  }

  /** From now on this node takes no new replicas, and the one before it does again. */
  avoid(node: FleetNode | null): void {
    this.#changes++;
    const before = this.#avoided;
    this.#avoided = node;
    for (const each of [before, node]) if (each !== null) this.note(each);
  }

  /** Another state, room or number of running replicas: to be told of every change of a node. */
  note(node: FleetNode): void {
    this.#changes++;
    if (node.state !== "ready" || node === this.#avoided) {
      this.#nodes.remove(node);
      return;
    }
    if (node.replicaCount === 0) this.#given.delete(node);
    this.#nodes.put(node, { isBusy: node.runningCount > 0 || this.#given.has(node) });
  }

  /** What waits is looked at anew: where replicas run is all that is busy. */
  beginRound(): void {
    const given = [...this.#given];
    this.#given.clear();
    for (const node of given) this.note(node);
  }

  /** The node for a replica; `null`: it fits on none. */
  choose(need: ReplicaNeed): FleetNode | null {
    switch (this.#strategy) {
      case "pack": {
        // The lowest of equals is chosen, so that only the lowest of those that are alike can be.
        const nodes = this.#nodes.lowest(1);
        const busy = nodes.filter((node) => node.runningCount > 0 || this.#given.has(node));
        return byId(nodes, choosePackedNode(need, nodes, new Set(busy.map(({ id }) => id))));
      }
      case "spread": {
        const nodes = this.#nodes.nextFrom(this.#turn);
        const chosen = chooseSpreadNode(need, nodes, this.#turn);
        this.#turn = chosen?.nextTurn ?? this.#turn;
        return byId(nodes, chosen?.id ?? null);
      }
    }
  }

  /** The node of each bundle of a group; `null`: there is no room for all of them. */
  chooseForGroup(group: BundleGroup): readonly FleetNode[] | null {
    // Of equally good nodes the first is chosen, and no group takes more of them than it has bundles.
    const nodes = this.#nodes.lowest(group.bundles.length).sort((a, b) => a.id - b.id);
    const placed = placeBundles(group, nodes);
    if (!arePlaced(placed)) return null;
    const byNumber = new Map<number, FleetNode>(nodes.map((node) => [node.id, node]));
    return placed.map((id) => byNumber.get(id) as FleetNode);
  }

  /** A replica has been given to the node. */
  give(node: FleetNode): void {
    this.#given.add(node);
    this.note(node);
  }

  /** Packing begins with the largest, spreading takes them as they come. */
  inOrder<Waiting extends { readonly need: ReplicaNeed }>(waiting: readonly Waiting[]): readonly Waiting[] {
    return this.#strategy === "pack" ? packingOrder(waiting) : waiting;
  }
}

function byId(nodes: readonly FleetNode[], id: number | null): FleetNode | null {
  return nodes.find((node) => node.id === id) ?? null;
}
