import type { RandomStream } from "../../engine/RandomStreams.ts";
import { choosePowerOfTwo } from "./choosePowerOfTwo.ts";
import { NumberSet } from "./NumberSet.ts";
import { ReplicasByPlace } from "./ReplicasByPlace.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

const nowhere = -1;
const empty = new NumberSet();

/**
 * Power of two choices that prefers the node of the proxy by which a request comes, then its zone where it is told to.
 * The router of a proxy knows its own. For one that all proxies share the node is drawn: a proxy runs on each node with a
 * replica of the deployment, and the load balancer spreads requests evenly. Where no replica near by has a free slot,
 * all are candidates.
 *
 * Follows ray 2.60.0: `LocalityMixin` (same node first, then same availability zone, then all).
 */
export class LocalPowerOfTwo implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = false;
  readonly #prefersZone: boolean;
  readonly #nodes = new ReplicasByPlace();
  /** Those with a free slot, by node and by zone. */
  readonly #freeOnNode = new Map<number, NumberSet>();
  readonly #freeInZone = new Map<number, NumberSet>();
  readonly #zoneOf = new Map<number, number>();

  constructor(options: { readonly prefersZone: boolean }) {
    this.#prefersZone = options.prefersZone;
  }

  choose(router: RouterView, { ongoing }: ReplicaView): number {
    const { random, home } = router;
    const node = home === null ? this.#drawNode(random) : home.node;
    const onNode = this.#freeOnNode.get(node) ?? empty;
    if (onNode.count > 0) return chooseOf(onNode, ongoing, random);
    if (this.#prefersZone) {
      const zone = home === null ? (this.#zoneOf.get(node) ?? nowhere) : home.zone;
      const inZone = this.#freeInZone.get(zone) ?? empty;
      if (inZone.count > 0) return chooseOf(inZone, ongoing, random);
    }
    const chosen = choosePowerOfTwo(router.available, router.availableCount, ongoing, random);
    return router.available[chosen] as number;
  }

  ownReplica(): number {
    return nowhere;
  }

  add(replica: number, node: number, replicas: ReplicaView): void {
    this.#nodes.add(replica, node);
    if (node !== nowhere) {
      const zone = replicas.zone[replica] as number;
      this.#zoneOf.set(node, zone);
      if (!this.#freeOnNode.has(node)) this.#freeOnNode.set(node, new NumberSet());
      if (zone !== nowhere && !this.#freeInZone.has(zone)) this.#freeInZone.set(zone, new NumberSet());
    }
    this.update(replica, replicas);
  }

  remove(replica: number): void {
    const node = this.#nodes.placeOf(replica);
    this.#freeOnNode.get(node)?.delete(replica);
    this.#freeInZone.get(this.#zoneOf.get(node) ?? nowhere)?.delete(replica);
    this.#nodes.remove(replica);
    if (this.#nodes.in(node).count > 0) return;
    this.#freeOnNode.delete(node);
    this.#zoneOf.delete(node);
  }

  update(replica: number, { availablePosition }: ReplicaView): void {
    const node = this.#nodes.placeOf(replica);
    if (node === nowhere) return;
    const onNode = this.#freeOnNode.get(node);
    const inZone = this.#freeInZone.get(this.#zoneOf.get(node) ?? nowhere);
    if ((availablePosition[replica] as number) < 0) {
      onNode?.delete(replica);
      inZone?.delete(replica);
    } else {
      onNode?.add(replica);
      inZone?.add(replica);
    }
  }

  #drawNode(random: RandomStream): number {
    const { places } = this.#nodes;
    if (places.count === 0) return nowhere;
    return places.members[places.count === 1 ? 0 : Math.floor(random() * places.count)] as number;
  }
}

function chooseOf({ members, count }: NumberSet, ongoing: Int32Array, random: RandomStream): number {
  return members[choosePowerOfTwo(members, count, ongoing, random)] as number;
}
