import type { RandomStream } from "../../engine/RandomStreams.ts";

/**
 * Power of two choices: of two random replicas the one with fewer ongoing requests. Returns a place in `candidates`;
 * `count` is at least 1. Draws nothing where there is no choice.
 */
export function choosePowerOfTwo(
  candidates: Int32Array,
  count: number,
  ongoing: Int32Array,
  random: RandomStream,
): number {
  if (count === 1) return 0;
  const first = Math.floor(random() * count);
  let second = Math.floor(random() * (count - 1));
  if (second >= first) second++;
  const ongoingFirst = ongoing[candidates[first] as number] as number;
  const ongoingSecond = ongoing[candidates[second] as number] as number;
  return ongoingSecond < ongoingFirst ? second : first;
}
