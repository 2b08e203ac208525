/** Mean latency in an M/G/1 queue with processor sharing, whatever the distribution (Kleinrock, Queueing Systems II, 4.4). */
export function sharedLatencySeconds(load: number): number {
  return 1 / (1 - load);
}
