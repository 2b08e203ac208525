import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import { cacheTimeoutSeconds } from "./probeTimes.ts";

/** What a router believes of the queues of its replicas, each for ten seconds (ray 2.60.0: `ReplicaQueueLengthCache`). */
export class QueueLengthCache {
  #lengths = new Int32Array(8);
  /** When it last learned of each; may lie ahead, when an answer is on its way. */
  #knownAtSeconds = new Float64Array(8).fill(Number.NEGATIVE_INFINITY);

  learn(replica: number, length: number, atSeconds: number): void {
    const size = this.#lengths.length;
    if (replica >= size) {
      const more = Math.max(2 * size, replica + 1);
      this.#lengths = grownIntegers(this.#lengths, more);
      this.#knownAtSeconds = grownFloats(this.#knownAtSeconds, more).fill(Number.NEGATIVE_INFINITY, size);
    }
    this.#lengths[replica] = length;
    this.#knownAtSeconds[replica] = atSeconds;
  }

  isKnown(replica: number, nowSeconds: number): boolean {
    if (replica >= this.#lengths.length) return false;
    const age = nowSeconds - (this.#knownAtSeconds[replica] as number);
    return age >= 0 && age <= cacheTimeoutSeconds;
  }

  /** As it was told last. */
  lengthOf(replica: number): number {
    return this.#lengths[replica] as number;
  }
}
