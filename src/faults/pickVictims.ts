import type { RandomStream } from "../engine/RandomStreams.ts";
import type { Victim } from "./ports/Victim.ts";

/** `count` of the candidates at random (all, if there are fewer), in ascending order. */
export function pickVictims<Kind extends "replica" | "node" | "proxy">(
  candidates: readonly Victim<Kind>[],
  count: number,
  random: RandomStream,
): Victim<Kind>[] {
  const rest = [...candidates];
  const victims: Victim<Kind>[] = [];
  while (victims.length < count && rest.length > 0) {
    victims.push(...rest.splice(Math.floor(random() * rest.length), 1));
  }
  return victims.sort((a, b) => a - b);
}
