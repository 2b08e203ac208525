/** Where one request goes. */
export interface SelectedBackends {
  /** Answers it; `null`: the draw lies above the sum of the weights, and the request fails. */
  readonly backend: string | null;
  /** Get a copy, whose answer is dropped. */
  readonly shadows: readonly string[];
}

/**
 * Which backends a request goes to, by one draw from 0 to 1 (ray 1.2.0, `RandomEndpointPolicy`). The same draw decides
 * about the copies: those of a shadow with a proportion of 0.1 are the requests with the lowest tenth of the draws, and they
 * are answered by the backends whose names come first.
 */
export function selectBackends(
  weights: ReadonlyMap<string, number>,
  shadows: ReadonlyMap<string, number>,
  draw: number,
): SelectedBackends {
  let sum = 0;
  for (const [backend, weight] of [...weights].toSorted(([a], [b]) => compareCodePoints(a, b))) {
    sum += weight;
    if (sum > draw)
      return {
        backend,
        shadows: [...shadows].filter(([, proportion]) => draw < proportion).map(([shadow]) => shadow),
      };
  }
  return { backend: null, shadows: [] };
}

/** Python compares texts so. */
function compareCodePoints(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at === -1) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}
