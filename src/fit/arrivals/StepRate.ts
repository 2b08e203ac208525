/** A rate that keeps one value from each moment to the next; the last one holds on. Times from the first one on. */
export interface StepRate {
  readonly fromSeconds: readonly number[];
  readonly requestsPerSecond: readonly number[];
}

/** The rate at a moment. */
export function rateAt({ fromSeconds, requestsPerSecond }: StepRate, seconds: number): number {
  return requestsPerSecond[stepAt(fromSeconds, seconds)]!;
}

/** How many arrivals a rate lets expect from its first moment to another one. */
export function expectedOf({ fromSeconds, requestsPerSecond }: StepRate): (seconds: number) => number {
  const before = [0];
  for (let i = 1; i < fromSeconds.length; i += 1) {
    before.push(before[i - 1]! + requestsPerSecond[i - 1]! * (fromSeconds[i]! - fromSeconds[i - 1]!));
  }
  return (seconds) => {
    const step = stepAt(fromSeconds, seconds);
    return before[step]! + requestsPerSecond[step]! * (seconds - fromSeconds[step]!);
  };
}

function stepAt(fromSeconds: readonly number[], seconds: number): number {
  let low = 0;
  let high = fromSeconds.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromSeconds[middle]! <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}
