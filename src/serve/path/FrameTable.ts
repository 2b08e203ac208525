import { grownIntegers } from "../../engine/grownColumn.ts";
import { nothing } from "./RequestTable.ts";

/**
 * Sequences and parallel branches of calls that are under way, in columns: one index a frame, used again once its request
 * has left. Only `Composition` writes here.
 */
export class FrameTable {
  #capacity = 64;
  #freeHead = 0;

  /** Whose calls they are. */
  request = new Int32Array(this.#capacity);
  plan = new Int32Array(this.#capacity);
  node = new Int32Array(this.#capacity);
  /** The frame that goes on when this one is done, or `nothing`: then the request is. */
  parent = new Int32Array(this.#capacity);
  /** Of a sequence: calls begun. Of parallel branches: calls that are not done. */
  count = new Int32Array(this.#capacity);
  /** Counts how often the index was used: tells whether an answer is still meant for this frame. */
  generation = new Int32Array(this.#capacity);
  /** The next frame of the same request; of a free one, the next free one. */
  next = new Int32Array(this.#capacity);

  constructor() {
    this.#linkFree(0);
  }

  open(): number {
    if (this.#freeHead === this.#capacity) this.#grow();
    const frame = this.#freeHead;
    this.#freeHead = this.next[frame] as number;
    return frame;
  }

  /** Lets a whole chain of frames go. */
  closeAll(head: number): void {
    let frame = head;
    while (frame !== nothing) {
      const next = this.next[frame] as number;
      this.generation[frame] = (this.generation[frame] as number) + 1;
      this.next[frame] = this.#freeHead;
      this.#freeHead = frame;
      frame = next;
    }
  }

  #linkFree(from: number): void {
    for (let frame = from; frame < this.#capacity; frame++) this.next[frame] = frame + 1;
    this.#freeHead = from;
  }

  #grow(): void {
    const old = this.#capacity;
    this.#capacity = old * 2;
    this.request = grownIntegers(this.request, this.#capacity);
    this.plan = grownIntegers(this.plan, this.#capacity);
    this.node = grownIntegers(this.node, this.#capacity);
    this.parent = grownIntegers(this.parent, this.#capacity);
    this.count = grownIntegers(this.count, this.#capacity);
    this.generation = grownIntegers(this.generation, this.#capacity);
    this.next = grownIntegers(this.next, this.#capacity);
    this.#linkFree(old);
  }
}
