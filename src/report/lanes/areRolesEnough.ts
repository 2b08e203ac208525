import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Timeline } from "../../simulation/result/Timeline.ts";

/** Whether two roles tell all: never more than two versions had something at once, and none got copies of requests. */
export function areRolesEnough({
  versions,
  timeline,
}: Pick<SimulationResult, "versions" | "timeline">): boolean {
  const hasCopies = versions.some(({ shares }) => shares.some(({ mirrorPercent }) => mirrorPercent > 0));
  if (hasCopies) return false;
  if (versions.length <= 2) return true;
  const moments = [...new Set(versions.flatMap(({ shares }) => shares.map(({ atSeconds }) => atSeconds)))];
  const withShares = (atSeconds: number) =>
    versions.filter(({ shares }) => {
      const now = shares.findLast((levels) => levels.atSeconds <= atSeconds);
      return now !== undefined && now.capacityPercent + now.trafficPercent > 0;
    }).length;
  return moments.every((moment) => withShares(moment) <= 2) && mostHolders(timeline) <= 2;
}

/** How many versions held replicas at once at most, at the ends of rows. */
function mostHolders({ atSeconds, versions }: Timeline): number {
  const holders = atSeconds.map(() => 0);
  for (const rows of versions) {
    for (let at = 0; at < rows.runningReplicas.length; at++) {
      const held =
        (rows.startingReplicas[at] ?? 0) + (rows.runningReplicas[at] ?? 0) + (rows.drainingReplicas[at] ?? 0);
      const row = rows.firstRow + at;
      if (held > 0) holders[row] = (holders[row] ?? 0) + 1;
    }
  }
  return holders.reduce((most, count) => Math.max(most, count), 0);
}
