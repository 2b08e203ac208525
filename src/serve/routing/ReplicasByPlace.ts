import { NumberSet } from "./NumberSet.ts";

const nowhere = -1;
const empty = new NumberSet();

/** Replicas by the place (node or zone) in which they run. Those of which it is unknown are in no group. */
export class ReplicasByPlace {
  readonly #groups = new Map<number, NumberSet>();
  readonly #placeOf = new Map<number, number>();
  /** Places with a replica. */
  readonly places = new NumberSet();

  /** The replicas in a place. */
  in(place: number): NumberSet {
    return this.#groups.get(place) ?? empty;
  }

  /** Where a replica runs; −1: unknown. */
  placeOf(replica: number): number {
    return this.#placeOf.get(replica) ?? nowhere;
  }

  add(replica: number, place: number): void {
    if (place === nowhere) return;
    this.#placeOf.set(replica, place);
    let group = this.#groups.get(place);
    if (group === undefined) {
      group = new NumberSet();
      this.#groups.set(place, group);
    }
    group.add(replica);
    this.places.add(place);
  }

  remove(replica: number): void {
    const place = this.placeOf(replica);
    const group = this.#groups.get(place);
    this.#placeOf.delete(replica);
    if (group === undefined) return;
    group.delete(replica);
    if (group.count > 0) return;
    this.#groups.delete(place);
    this.places.delete(place);
  }
}
