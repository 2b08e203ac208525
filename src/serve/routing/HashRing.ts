import { mixBits } from "./mixBits.ts";

/** Room for a replica's number beside the 32 bits of a point, within the whole numbers of a double. */
const replicaBits = 2 ** 21;

/**
 * Consistent hashing: each replica has points on a ring, a session belongs to the first point after its own. So a replica
 * that comes or goes moves only the sessions that it gets or had.
 *
 * As ray 2.60.0's `ConsistentHashRouter` (100 points a replica), with a hash of our own.
 */
export class HashRing {
  readonly #pointsPerReplica: number;
  readonly #replicas = new Set<number>();
  /** Points in order, each with its replica in the low bits. */
  #points = new Float64Array(0);
  #isBuilt = true;

  constructor({ pointsPerReplica }: { readonly pointsPerReplica: number }) {
    this.#pointsPerReplica = pointsPerReplica;
  }

  add(replica: number): void {
    if (replica >= replicaBits)
      throw new RangeError(`replica ${replica}: expected a number below ${replicaBits}`);
    this.#replicas.add(replica);
    this.#isBuilt = false;
  }

  remove(replica: number): void {
    this.#replicas.delete(replica);
    this.#isBuilt = false;
  }

  /** The replica of a session; −1 while there is none. */
  find(session: number): number {
    if (!this.#isBuilt) this.#build();
    const points = this.#points;
    if (points.length === 0) return -1;
    const target = mixBits(session, Math.floor(session / 2 ** 32) + 1) * replicaBits;
    let [low, high] = [0, points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((points[middle] as number) < target) low = middle + 1;
      else high = middle;
    }
    return (points[low === points.length ? 0 : low] as number) % replicaBits;
  }

  #build(): void {
    const points = new Float64Array(this.#replicas.size * this.#pointsPerReplica);
    let next = 0;
    for (const replica of this.#replicas) {
      for (let point = 0; point < this.#pointsPerReplica; point++) {
        points[next++] = mixBits(replica, -1 - point) * replicaBits + replica;
      }
    }
    this.#points = points.sort();
    this.#isBuilt = true;
  }
}
