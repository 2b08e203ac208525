/** An amount that is held from one moment to another. */
export interface Holding {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly amount: number;
}

/**
 * The most that is held at once, and when that is first so. What ends at a moment is counted before what begins at it: the
 * order within a moment is not known from outside.
 */
export function mostAtOnce(holdings: readonly Holding[]): {
  readonly amount: number;
  readonly atSeconds: number;
} {
  const changes = holdings
    .filter(({ fromSeconds, toSeconds }) => fromSeconds < toSeconds)
    .flatMap(({ fromSeconds, toSeconds, amount }) => [
      { atSeconds: fromSeconds, change: amount },
      { atSeconds: toSeconds, change: -amount },
    ])
    .sort((a, b) => a.atSeconds - b.atSeconds || a.change - b.change);
  let held = 0;
  let most = { amount: 0, atSeconds: 0 };
  for (const { atSeconds, change } of changes) {
    held += change;
    if (held > most.amount) {
      most = { amount: held, atSeconds };
    }
  }
  return most;
}
