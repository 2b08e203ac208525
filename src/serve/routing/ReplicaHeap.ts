import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

const absent = -1;

/**
 * A set of replicas of which the first is at hand: by key, then by turn, then by number. Key and turn are kept for
 * replicas outside the set too, and are 0 at the beginning. O(log n), in typed arrays.
 */
export class ReplicaHeap {
  #members = new Int32Array(8);
  #count = 0;
  /** By replica. */
  #place = new Int32Array(8).fill(absent);
  #key = new Float64Array(8);
  #turn = new Float64Array(8);

  get count(): number {
    return this.#count;
  }

  /** −1 where it is empty. */
  get first(): number {
    return this.#count === 0 ? absent : (this.#members[0] as number);
  }

  has(replica: number): boolean {
    return replica < this.#place.length && this.#place[replica] !== absent;
  }

  keyOf(replica: number): number {
    return replica < this.#key.length ? (this.#key[replica] as number) : 0;
  }

  add(replica: number): void {
    this.#makeRoom(replica);
    if (this.#place[replica] !== absent) return;
    if (this.#count === this.#members.length) this.#members = grownIntegers(this.#members, 2 * this.#count);
    this.#put(this.#count, replica);
    this.#siftUp(this.#count++);
  }

  delete(replica: number): void {
    if (!this.has(replica)) return;
    const place = this.#place[replica] as number;
    const last = this.#members[--this.#count] as number;
    this.#place[replica] = absent;
    if (place === this.#count) return;
    this.#put(place, last);
    this.#settle(last);
  }

  setKey(replica: number, key: number): void {
    this.#makeRoom(replica);
    this.#key[replica] = key;
    if (this.#place[replica] !== absent) this.#settle(replica);
  }

  setTurn(replica: number, turn: number): void {
    this.#makeRoom(replica);
    this.#turn[replica] = turn;
    if (this.#place[replica] !== absent) this.#settle(replica);
  }

  #isBefore(replica: number, other: number): boolean {
    const byKey = (this.#key[replica] as number) - (this.#key[other] as number);
    if (byKey !== 0) return byKey < 0;
    const byTurn = (this.#turn[replica] as number) - (this.#turn[other] as number);
    return byTurn === 0 ? replica < other : byTurn < 0;
  }

  #put(place: number, replica: number): void {
    this.#members[place] = replica;
    this.#place[replica] = place;
  }

  #settle(replica: number): void {
    this.#siftUp(this.#place[replica] as number);
    this.#siftDown(this.#place[replica] as number);
  }

  #siftUp(start: number): void {
    const replica = this.#members[start] as number;
    let place = start;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = this.#members[parent] as number;
      if (!this.#isBefore(replica, other)) break;
      this.#put(place, other);
      place = parent;
    }
    this.#put(place, replica);
  }

  #siftDown(start: number): void {
    const replica = this.#members[start] as number;
    let place = start;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#count) break;
      const right = child + 1;
      if (
        right < this.#count &&
        this.#isBefore(this.#members[right] as number, this.#members[child] as number)
      ) {
        child = right;
      }
      const other = this.#members[child] as number;
      if (!this.#isBefore(other, replica)) break;
      this.#put(place, other);
      place = child;
    }
    this.#put(place, replica);
  }

  #makeRoom(replica: number): void {
    const before = this.#place.length;
    if (replica < before) return;
    const length = Math.max(2 * before, replica + 1);
    this.#place = grownIntegers(this.#place, length).fill(absent, before);
    this.#key = grownFloats(this.#key, length);
    this.#turn = grownFloats(this.#turn, length);
  }
}
