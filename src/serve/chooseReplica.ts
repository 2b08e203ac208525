import type { RandomStream } from "../engine/RandomStreams.ts";

/**
 * Ray Serve's default routing, power of two choices: of two random replicas with a free slot, the one with fewer
 * ongoing requests. Returns a place in `available`; `count` is at least 1.
 */
export function chooseReplica(
  available: Int32Array,
  count: number,
  ongoing: Int32Array,
  random: RandomStream,
): number {
  if (count === 1) return 0;
  const first = Math.floor(random() * count);
  let second = Math.floor(random() * (count - 1));
  if (second >= first) second++;
  const ongoingFirst = ongoing[available[first] as number] as number;
  const ongoingSecond = ongoing[available[second] as number] as number;
  return ongoingSecond < ongoingFirst ? second : first;
}
