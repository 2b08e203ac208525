import type { AmountRange } from "./RolloutNeeds.ts";

/** How much of something is held, from moment to moment. */
export class Levels {
  /** Ascending, one entry a moment. */
  readonly #points: readonly { readonly atSeconds: number; readonly amount: number }[];

  /** `toSeconds`: `null` is to the end. */
  constructor(
    holdings: readonly {
      readonly fromSeconds: number;
      readonly toSeconds: number | null;
      readonly amount: number;
    }[],
  ) {
    const changes = new Map<number, number>();
    const change = (atSeconds: number, by: number) =>
      changes.set(atSeconds, (changes.get(atSeconds) ?? 0) + by);
    for (const { fromSeconds, toSeconds, amount } of holdings) {
      change(fromSeconds, amount);
      if (toSeconds !== null) change(toSeconds, -amount);
    }
    let sum = 0;
    this.#points = [...changes]
      .sort(([one], [other]) => one - other)
      .map(([atSeconds, by]) => {
        sum += by;
        return { atSeconds, amount: round(sum) };
      });
  }

  /** Just before a moment, and the least and the most until another. */
  between(fromSeconds: number, toSeconds: number): AmountRange {
    // What is there from 0 s on is there before the update begins.
    const isBefore = (atSeconds: number) => atSeconds < fromSeconds || atSeconds === 0;
    const now = this.#points.findLast(({ atSeconds }) => isBefore(atSeconds))?.amount ?? 0;
    const meanwhile = this.#points
      .filter(({ atSeconds }) => !isBefore(atSeconds) && atSeconds < toSeconds)
      .map(({ amount }) => amount);
    return { now, least: Math.min(now, ...meanwhile), most: Math.max(now, ...meanwhile) };
  }
}

/** Ray counts resources in steps of 0.0001. */
function round(amount: number): number {
  return Math.round(amount * 10_000) / 10_000;
}
