import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { Locality } from "./localityOf.ts";
import { NumberSet } from "./NumberSet.ts";
import { ReplicasByPlace } from "./ReplicasByPlace.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { ReplicaView } from "./RoutingPolicy.ts";

const none = -1;

/** Two replicas to look at (−1: there is no second one), and what has been looked at before for the same request. */
export interface Candidates {
  first: number;
  second: number;
  /** They are near by: where they have no free slot, others are drawn at once. */
  isLocal: boolean;
  hasTriedNode: boolean;
  hasTriedZone: boolean;
  /** The node by which the request came, where that is drawn. */
  node: number;
}

/** Nothing has been drawn yet. */
export function noCandidates(): Candidates {
  return { first: none, second: none, isLocal: false, hasTriedNode: false, hasTriedZone: false, node: none };
}

/** Makes the second what the first is. */
export function copyCandidates(from: Candidates, to: Candidates): void {
  to.first = from.first;
  to.second = from.second;
  to.isLocal = from.isLocal;
  to.hasTriedNode = from.hasTriedNode;
  to.hasTriedZone = from.hasTriedZone;
  to.node = from.node;
}

/** The next request has none of what was looked at before. */
export function forgetTried(candidates: Candidates): void {
  candidates.hasTriedNode = false;
  candidates.hasTriedZone = false;
}

/**
 * Draws two replicas, none more likely than another; before all of them, once for each request, two of those on the node
 * of the proxy and two of those in its zone, where there are any and locality asks for it.
 *
 * Follows ray 2.60.0: `PowerOfTwoChoicesRequestRouter.choose_replicas`, `LocalityMixin`.
 */
export class CandidateDraw {
  readonly all = new NumberSet();
  readonly #locality: Locality;
  readonly #home: RouterHome | null;
  readonly #random: RandomStream;
  readonly #onNode = new ReplicasByPlace();
  readonly #inZone = new ReplicasByPlace();
  readonly #zone: (replica: number) => number;

  constructor(options: {
    readonly locality: Locality;
    readonly home: RouterHome | null;
    readonly random: RandomStream;
    readonly replicas: ReplicaView;
  }) {
    this.#locality = options.locality;
    this.#home = options.home;
    this.#random = options.random;
    this.#zone = (replica) => options.replicas.zone[replica] as number;
  }

  add(replica: number, node: number): void {
    this.all.add(replica);
    if (this.#locality === "none") return;
    this.#onNode.add(replica, node);
    this.#inZone.add(replica, this.#zone(replica));
  }

  remove(replica: number): void {
    this.all.delete(replica);
    this.#onNode.remove(replica);
    this.#inZone.remove(replica);
  }

  /** Two others than before, while there is any replica. */
  draw(candidates: Candidates): void {
    const { members, count } = this.#among(candidates);
    const first = count === 1 ? 0 : Math.floor(this.#random() * count);
    candidates.first = members[first] as number;
    candidates.second = none;
    if (count === 1) return;
    const second = Math.floor(this.#random() * (count - 1));
    candidates.second = members[second >= first ? second + 1 : second] as number;
  }

  #among(candidates: Candidates): NumberSet {
    candidates.isLocal = true;
    if (this.#locality !== "none" && !candidates.hasTriedNode) {
      candidates.hasTriedNode = true;
      candidates.node = this.#home === null ? this.#drawNode() : this.#home.node;
      const onNode = this.#onNode.in(candidates.node);
      if (onNode.count > 0) return onNode;
    }
    if (this.#locality === "zone" && !candidates.hasTriedZone) {
      candidates.hasTriedZone = true;
      const inZone = this.#inZone.in(this.#home === null ? this.#zoneOf(candidates.node) : this.#home.zone);
      if (inZone.count > 0) return inZone;
    }
    candidates.isLocal = false;
    return this.all;
  }

  #drawNode(): number {
    const { places } = this.#onNode;
    return places.count === 0 ? none : (places.members[Math.floor(this.#random() * places.count)] as number);
  }

  #zoneOf(node: number): number {
    const { members, count } = this.#onNode.in(node);
    return count === 0 ? none : this.#zone(members[0] as number);
  }
}
