import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import { type ClusterWorld, isEnding } from "../world/ClusterWorld.ts";
import { deploymentsOn } from "../world/deploymentsOn.ts";
import { ranks } from "../world/ranks.ts";
import type { World } from "../world/World.ts";
import type { ReplicaLifecycle } from "./ReplicaLifecycle.ts";

/** An on-demand node of a group that prefers spot. */
interface Return {
  /** When it is tried next to have a spot node in its place. */
  triedAtSeconds: number;
  /** The spot node that is to take its place. */
  replacement: FleetNode | null;
}

/**
 * Puts spot nodes back in the place of the on-demand ones that a group which prefers spot fell back to. A while after such a
 * node was launched, and each time as long after that, a spot node is asked for; once it is ready, replicas are moved off
 * the other one, each when its replacement runs, and the empty node is released.
 *
 * docs.anyscale.com, advanced settings for compute configs: `replacement_threshold`, 60 minutes by default.
 */
export class SpotReturns {
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #returns = new Map<FleetNode, Return>();

  constructor(world: World, replicas: ReplicaLifecycle) {
    this.#world = world;
    this.#replicas = replicas;
  }

  /** Looks at the nodes of a cluster. */
  update(cluster: ClusterWorld): void {
    if (!cluster.hasControl || isEnding(cluster)) return;
    const { workerGroups } = cluster.definition;
    if (!workerGroups.some(({ market }) => market === "prefer-spot")) return;
    for (const node of cluster.fleet.heldNodes()) {
      const { spotReturnSeconds } = node.group;
      if (node.group.market !== "prefer-spot" || node.market !== "on-demand") continue;
      if (spotReturnSeconds === undefined) continue;
      if (node.state === "ready") this.#look(cluster, node, spotReturnSeconds);
      else if (node.state === "leaving") this.#releaseEmpty(cluster, node);
    }
  }

  #look(cluster: ClusterWorld, node: FleetNode, everySeconds: number): void {
    const { nowSeconds } = this.#world.loop;
    let own = this.#returns.get(node);
    if (own === undefined) {
      own = { triedAtSeconds: 0, replacement: null };
      this.#returns.set(node, own);
      this.#tryAt(own, (node.launchedAtSeconds ?? nowSeconds) + everySeconds);
    }
    const { replacement } = own;
    if (replacement?.state === "ready") {
      this.#leave(cluster, node, replacement);
      return;
    }
    if (replacement?.state === "gone" || replacement?.state === "leaving") {
      // It was taken back before it could take over.
      own.replacement = null;
      this.#tryAt(own, nowSeconds + everySeconds);
    }
    if (own.replacement !== null || nowSeconds < own.triedAtSeconds) return;
    // One that holds nothing is released when its idle time is over.
    own.replacement = node.replicaCount === 0 ? null : cluster.fleet.launchSpot(node);
    if (own.replacement === null) this.#tryAt(own, nowSeconds + everySeconds);
    else this.#log(cluster, node, `is to give way to node ${own.replacement.id} on spot`);
  }

  #tryAt(own: Return, seconds: number): void {
    own.triedAtSeconds = seconds;
    const atSeconds = Math.max(seconds, this.#world.loop.nowSeconds);
    this.#world.loop.at(atSeconds, ranks.nodes, () => this.#world.requestReview());
  }

  #leave(cluster: ClusterWorld, node: FleetNode, replacement: FleetNode): void {
    cluster.fleet.beginLeaving(node);
    this.#returns.delete(node);
    for (const { replicas } of deploymentsOn(cluster)) {
      for (const replica of [...replicas]) {
        if (!replica.shares.some((share) => share.node === node)) continue;
        this.#replicas.moveAway(replica, {
          nodes: [node],
          deadlineSeconds: Number.POSITIVE_INFINITY,
          cause: `node ${replacement.id} on spot is there in place of node ${node.id}`,
        });
      }
    }
    this.#releaseEmpty(cluster, node);
  }

  #releaseEmpty(cluster: ClusterWorld, node: FleetNode): void {
    if (node.replicaCount > 0 || node.hasProxy) return;
    cluster.fleet.release(node);
    this.#log(cluster, node, "is released: its replicas run on spot again");
    this.#world.requestReview();
  }

  #log(cluster: ClusterWorld, node: FleetNode, what: string): void {
    this.#world.log({
      kind: "spot-return",
      message: `${cluster.id}: node ${node.id} ${what}`,
      version: cluster.id,
      node: node.id,
    });
  }
}
