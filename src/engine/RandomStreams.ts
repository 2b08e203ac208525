import seedrandom from "seedrandom";

/** A source of uniform random numbers in [0, 1), each a multiple of 2⁻³². */
export type RandomStream = () => number;

/** Streams derived from one seed, by name: the same seed and name give the same numbers, whatever else is drawn. */
export interface RandomStreams {
  /** A fresh stream, at its beginning, for the given purpose (and entity): `"boot/v2/gpu/3"`. */
  stream(name: string): RandomStream;
}

/**
 * Random streams for a run. Each is an Alea generator (seedrandom), the fastest there, keyed by seed and name, so
 * that a change in one part of a scenario does not reshuffle another (common random numbers).
 */
export function createRandomStreams(seed: string): RandomStreams {
  return {
    stream: (name) => {
      // The length keeps ("a", "b/c") and ("a/b", "c") apart.
      const key = seedrandom(`${seed.length}:${seed}/${name}`);
      // Alea's own key schedule is close to linear: keyed with "gpu/1", "gpu/2", "gpu/3", its streams begin with an
      // arithmetic progression. So ARC4, which has no such trace, turns the name into Alea's key.
      return seedrandom.alea(`${key.int32()} ${key.int32()} ${key.int32()} ${key.int32()}`);
    },
  };
}
