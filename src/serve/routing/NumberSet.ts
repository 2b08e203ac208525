import { grownIntegers } from "../../engine/grownColumn.ts";

const absent = -1;

/** A set of whole numbers (replicas, nodes) from which one is drawn in O(1). */
export class NumberSet {
  /** The first `count` are its members, in no order. */
  members = new Int32Array(8);
  count = 0;
  #place = new Int32Array(8).fill(absent);

  has(member: number): boolean {
    return member < this.#place.length && this.#place[member] !== absent;
  }

  add(member: number): void {
    const before = this.#place.length;
    if (member >= before) {
      this.#place = grownIntegers(this.#place, Math.max(2 * before, member + 1)).fill(absent, before);
    }
    if (this.#place[member] !== absent) return;
    if (this.count === this.members.length) this.members = grownIntegers(this.members, 2 * this.count);
    this.members[this.count] = member;
    this.#place[member] = this.count++;
  }

  delete(member: number): void {
    if (!this.has(member)) return;
    const place = this.#place[member] as number;
    const last = this.members[--this.count] as number;
    this.members[place] = last;
    this.#place[last] = place;
    this.#place[member] = absent;
  }
}
