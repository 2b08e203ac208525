interface Countdown {
  left: number;
  readonly callback: () => void;
}

/** Calls back when replicas have finished so many requests. The request path counts down the nearest one of each. */
export class ServingCountdowns {
  readonly #countdowns = new Map<number, Countdown[]>();

  /**
   * Adds one for a replica.
   * @param left of the replica's nearest countdown, as counted down so far; Infinity: it has none.
   * @returns what the nearest one has left now.
   */
  add(replica: number, requests: number, options: { left: number; callback: () => void }): number {
    const present = this.#countdowns.get(replica) ?? [];
    const nearest = nearestOf(present);
    if (present.length > 0) for (const countdown of present) countdown.left -= nearest - options.left;
    const all = [...present, { left: requests, callback: options.callback }];
    this.#countdowns.set(replica, all);
    return nearestOf(all);
  }

  /** The nearest countdown of a replica has come to its end. Returns what the next one has left. */
  finish(replica: number): number {
    const present = this.#countdowns.get(replica) ?? [];
    const nearest = nearestOf(present);
    const rest = present.filter(({ left }) => left > nearest);
    for (const countdown of rest) countdown.left -= nearest;
    this.#countdowns.set(replica, rest);
    for (const { left, callback } of present) if (left === nearest) callback();
    return nearestOf(rest);
  }

  /** The replica is gone. */
  forget(replica: number): void {
    this.#countdowns.delete(replica);
  }
}

function nearestOf(countdowns: readonly Countdown[]): number {
  return countdowns.reduce((least, { left }) => Math.min(least, left), Number.POSITIVE_INFINITY);
}
