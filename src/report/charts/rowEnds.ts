import type { Timeline } from "../../simulation/result/Timeline.ts";

/** The end of each row in seconds: the moment at which the levels of the row were read. */
export function rowEnds(timeline: Timeline): readonly number[] {
  return timeline.atSeconds.map((atSeconds) => atSeconds + timeline.intervalSeconds);
}
