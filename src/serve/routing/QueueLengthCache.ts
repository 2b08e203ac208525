import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import { cacheTimeoutSeconds } from "./probeTimes.ts";

/** A length that is not known. */
export const unknownLength = -1;

/** What a router believes of the queues of its replicas, each for ten seconds (ray 2.60.0: `ReplicaQueueLengthCache`). */
export class QueueLengthCache {
  #lengths = new Int32Array(8);
  /** When it last learned of each. */
  #knownAtSeconds = new Float64Array(8).fill(Number.NEGATIVE_INFINITY);

  /** The length that the router goes by, or `unknownLength`. */
  lengthOf(replica: number, nowSeconds: number): number {
    if (replica >= this.#lengths.length) return unknownLength;
    const age = nowSeconds - (this.#knownAtSeconds[replica] as number);
    return age <= cacheTimeoutSeconds ? (this.#lengths[replica] as number) : unknownLength;
  }

  learn(replica: number, length: number, nowSeconds: number): void {
    const size = this.#lengths.length;
    if (replica >= size) {
      const more = Math.max(2 * size, replica + 1);
      this.#lengths = grownIntegers(this.#lengths, more);
      this.#knownAtSeconds = grownFloats(this.#knownAtSeconds, more).fill(Number.NEGATIVE_INFINITY, size);
    }
    this.#lengths[replica] = length;
    this.#knownAtSeconds[replica] = nowSeconds;
  }

  /** One request more on the replica, or one less; says nothing of a length that is not known. */
  change(replica: number, requests: 1 | -1, nowSeconds: number): void {
    const length = this.lengthOf(replica, nowSeconds);
    if (length !== unknownLength) this.learn(replica, Math.max(0, length + requests), nowSeconds);
  }
}
