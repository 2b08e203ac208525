import type { RandomStream } from "../engine/RandomStreams.ts";

/** `count` of the candidates at random (all, if there are fewer), in ascending order. */
export function pickVictims(candidates: readonly number[], count: number, random: RandomStream): number[] {
  const rest = [...candidates];
  const victims: number[] = [];
  while (victims.length < count && rest.length > 0) {
    victims.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  return victims.sort((a, b) => a - b);
}
