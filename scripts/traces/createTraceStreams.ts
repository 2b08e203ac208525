import seedrandom from "seedrandom";
import type { RandomStreams } from "../../src/engine/RandomStreams.ts";

/**
 * Streams of the shipped hours: Alea keyed directly, so that the committed traces stay the same bytes however the
 * simulation keys its own streams. Right for a few unlike names only: Alea's key schedule is close to linear.
 */
export function createTraceStreams(seed: string): RandomStreams {
  return { stream: (name) => seedrandom.alea(`${seed.length}:${seed}/${name}`) };
}
