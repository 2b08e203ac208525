import { grownFloats, grownIntegers } from "./grownColumn.ts";

/**
 * The pending events of a run: a binary heap over typed arrays, ordered by time, then rank, then insertion.
 * An event lives in a slot. A slot keeps its number until it is released, so that its owner can move or cancel
 * its event in O(log n) without any allocation.
 */
export class EventQueue {
  #times = new Float64Array(64);
  /** rank × 2⁴⁵ + insertion number: one comparison breaks a tie. */
  #orders = new Float64Array(64);
  #ranks = new Float64Array(64);
  /** Slot → index in the heap, −1 while nothing is scheduled. */
  #positions = new Int32Array(64).fill(-1);
  #heap = new Int32Array(64);
  #size = 0;
  #freeSlots: number[] = [];
  #slotCount = 0;
  #insertions = 0;

  /** Events that are scheduled. */
  get size(): number {
    return this.#size;
  }

  /** A slot for events of this rank (0 to 255; lower ranks go first among events of the same time). */
  openSlot(rank: number): number {
    if (!(Number.isInteger(rank) && rank >= 0 && rank <= 255)) {
      throw new RangeError(`rank ${rank}: expected a whole number from 0 to 255`);
    }
    const slot = this.#freeSlots.pop() ?? this.#newSlot();
    this.#ranks[slot] = rank * 2 ** 45;
    this.#positions[slot] = -1;
    return slot;
  }

  /** Slots that are open or wait to be used again: the most that were open at once. */
  get slotCount(): number {
    return this.#slotCount;
  }

  /** Cancels what is scheduled in the slot and gives the slot back; only while it is open. */
  releaseSlot(slot: number): void {
    if (!(slot < this.#slotCount && (this.#ranks[slot] as number) >= 0))
      throw new Error(`slot ${slot} is not open`);
    this.cancel(slot);
    this.#ranks[slot] = -1;
    this.#freeSlots.push(slot);
  }

  /** Schedules the slot's event, or moves it; either way it is the newest of its time and rank. */
  schedule(slot: number, timeSeconds: number): void {
    this.#times[slot] = timeSeconds;
    this.#orders[slot] = (this.#ranks[slot] as number) + this.#insertions++;
    const position = this.#positions[slot] as number;
    if (position < 0) {
      this.#heap[this.#size] = slot;
      this.#positions[slot] = this.#size;
      this.#siftUp(this.#size++);
    } else if (!this.#siftUp(position)) {
      this.#siftDown(position);
    }
  }

  /** Takes the slot's event out of the queue, if there is one. */
  cancel(slot: number): void {
    const position = this.#positions[slot] as number;
    if (position < 0) return;
    this.#positions[slot] = -1;
    const last = this.#heap[--this.#size] as number;
    if (last === slot) return;
    this.#heap[position] = last;
    this.#positions[last] = position;
    if (!this.#siftUp(position)) this.#siftDown(position);
  }

  isScheduled(slot: number): boolean {
    return (this.#positions[slot] as number) >= 0;
  }

  /** When the slot's event is due; only while it is scheduled. */
  timeOf(slot: number): number {
    return this.#times[slot] as number;
  }

  /** When the first event is due; `Infinity` when there is none. */
  nextTime(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[this.#heap[0] as number] as number);
  }

  /** Removes the first event and returns its slot; only while `size` > 0. */
  takeFirst(): number {
    const slot = this.#heap[0] as number;
    this.#positions[slot] = -1;
    const last = this.#heap[--this.#size] as number;
    if (this.#size > 0) {
      this.#heap[0] = last;
      this.#positions[last] = 0;
      this.#siftDown(0);
    }
    return slot;
  }

  #newSlot(): number {
    const slot = this.#slotCount++;
    if (slot === this.#times.length) this.#grow();
    return slot;
  }

  #grow(): void {
    const length = this.#times.length * 2;
    this.#times = grownFloats(this.#times, length);
    this.#orders = grownFloats(this.#orders, length);
    this.#ranks = grownFloats(this.#ranks, length);
    this.#positions = grownIntegers(this.#positions, length);
    this.#heap = grownIntegers(this.#heap, length);
  }

  #isBefore(a: number, b: number): boolean {
    const timeA = this.#times[a] as number;
    const timeB = this.#times[b] as number;
    return timeA < timeB || (timeA === timeB && (this.#orders[a] as number) < (this.#orders[b] as number));
  }

  /** Moves the slot at `start` towards the root; tells whether it moved. */
  #siftUp(start: number): boolean {
    const heap = this.#heap;
    const slot = heap[start] as number;
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const other = heap[parent] as number;
      if (!this.#isBefore(slot, other)) break;
      heap[position] = other;
      this.#positions[other] = position;
      position = parent;
    }
    heap[position] = slot;
    this.#positions[slot] = position;
    return position !== start;
  }

  #siftDown(start: number): void {
    const heap = this.#heap;
    const slot = heap[start] as number;
    const size = this.#size;
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#isBefore(heap[child + 1] as number, heap[child] as number)) child++;
      const other = heap[child] as number;
      if (!this.#isBefore(other, slot)) break;
      heap[position] = other;
      this.#positions[other] = position;
      position = child;
    }
    heap[position] = slot;
    this.#positions[slot] = position;
  }
}
