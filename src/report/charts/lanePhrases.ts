import type { Lane } from "../lanes/Lane.ts";

/** The lanes in a sentence, each behind a preposition: `of the canary and of the primary`. */
export function eachLane(lanes: readonly Lane[], preposition: "of" | "for"): string {
  return listed(lanes.map(({ phrase }) => `${preposition} ${phrase}`));
}

/** The lanes in a sentence: `the canary and the primary`. */
export function allLanes(lanes: readonly Lane[]): string {
  return listed(lanes.map(({ phrase }) => phrase));
}

/** Which panel is whose: `the canary above and the primary below`. */
export function panelsOf(lanes: readonly Lane[]): string {
  const [first, second, ...others] = lanes;
  if (first === undefined) return "";
  if (second === undefined) return first.phrase;
  return others.length === 0
    ? `${first.phrase} above and ${second.phrase} below`
    : `${allLanes(lanes)} from top to bottom`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}
