/** What follows from the stationary distribution of a birth–death chain of requests in the system. */
export interface BirthDeath {
  /** Of the arrivals. */
  readonly refusedShare: number;
  readonly meanInSystem: number;
  /** Mean latency of those admitted, by Little's law. */
  readonly latencySeconds: number;
}

/**
 * Poisson arrivals at rate λ to a system that holds at most `limit` requests and ends one of n at the rate
 * `endsPerSecond(n)`: by the balance of flows between neighbouring states (Kleinrock, Queueing Systems I, 3.1).
 */
export function birthDeath(
  arrivalsPerSecond: number,
  limit: number,
  endsPerSecond: (count: number) => number,
): BirthDeath {
  const weights = [1];
  for (let n = 1; n <= limit; n++) weights.push((weights[n - 1]! * arrivalsPerSecond) / endsPerSecond(n));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const meanInSystem = weights.reduce((sum, weight, n) => sum + n * weight, 0) / total;
  const refusedShare = weights[limit]! / total;
  return {
    refusedShare,
    meanInSystem,
    latencySeconds: meanInSystem / (arrivalsPerSecond * (1 - refusedShare)),
  };
}
