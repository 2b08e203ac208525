import { erlangDelayProbability } from "./erlangDelayProbability.ts";

/** Mean wait in an M/M/c queue whose mean service time is one second: the probability to wait over the spare rate. */
export function erlangWaitSeconds(offered: number, servers: number): number {
  return erlangDelayProbability(offered, servers) / (servers - offered);
}
