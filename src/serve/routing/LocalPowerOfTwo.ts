import { choosePowerOfTwo } from "./choosePowerOfTwo.ts";
import { NodeGroups } from "./NodeGroups.ts";
import { ReplicaSet } from "./ReplicaSet.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/**
 * Power of two choices that prefers the node of the proxy by which a request comes. A proxy runs on each node with a
 * replica of the deployment, and the load balancer spreads requests evenly over proxies: so the node is drawn. Where no
 * replica on it has a free slot, all are candidates.
 *
 * Follows ray 2.60.0: `LocalityMixin` (same node first), proxies on every node with a replica.
 */
export class LocalPowerOfTwo implements RoutingPolicy {
  readonly mayWait = false;
  readonly #groups = new NodeGroups();
  /** Of each node, those with a free slot. */
  readonly #free = new Map<number, ReplicaSet>();

  choose(router: RouterView, replicas: ReplicaView): number {
    const { random } = router;
    const { nodes } = this.#groups;
    if (nodes.count > 0) {
      const place = nodes.count === 1 ? 0 : Math.floor(random() * nodes.count);
      const free = this.#free.get(nodes.members[place] as number);
      if (free !== undefined && free.count > 0) {
        const chosen = choosePowerOfTwo(free.members, free.count, replicas.ongoing, random);
        return free.members[chosen] as number;
      }
    }
    const chosen = choosePowerOfTwo(router.available, router.availableCount, replicas.ongoing, random);
    return router.available[chosen] as number;
  }

  add(replica: number, node: number, replicas: ReplicaView): void {
    this.#groups.add(replica, node);
    if (node >= 0 && !this.#free.has(node)) this.#free.set(node, new ReplicaSet());
    this.update(replica, replicas);
  }

  remove(replica: number): void {
    const node = this.#groups.nodeOf(replica);
    this.#free.get(node)?.delete(replica);
    this.#groups.remove(replica);
    if (this.#groups.on(node).count === 0) this.#free.delete(node);
  }

  update(replica: number, { availablePosition }: ReplicaView): void {
    const free = this.#free.get(this.#groups.nodeOf(replica));
    if (free === undefined) return;
    if ((availablePosition[replica] as number) < 0) free.delete(replica);
    else free.add(replica);
  }
}
