/** Enough for the tenth and the ninetieth percentile to be more than the outermost run. */
const mostRuns = 21;
/** Fewer say nothing of a spread. */
export const leastRuns = 5;
/** What all runs together may cost, in events: a second or two. */
const eventBudget = 1_500_000;
/** What setting up and judging a replica costs, in events. */
const eventsPerReplica = 40;

/** What a run took, counted and not timed: the same on every machine. */
export interface RunWork {
  readonly eventCount: number;
  readonly replicaCount: number;
}

/** How many runs are played where nobody says: by what the first has cost, an odd number, so that the median is one of them. */
export function usualRunCount({ eventCount, replicaCount }: RunWork): number {
  const affordable = Math.floor(eventBudget / (eventCount + eventsPerReplica * replicaCount + 1));
  const odd = affordable % 2 === 0 ? affordable - 1 : affordable;
  return Math.min(mostRuns, Math.max(leastRuns, odd));
}
