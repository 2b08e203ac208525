import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../../src/simulation/result/Timeline.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

/** A run of rows of five seconds in which everything but the given columns is as in the first rows of the usual one. */
export function shortRun(
  rowCount: number,
  columns: { readonly canary?: Partial<VersionTimeline>; readonly primary?: Partial<VersionTimeline> },
): SimulationResult {
  const base = gpuSurgeResult();
  const version = (role: "canary" | "primary"): VersionTimeline => {
    const cut = Object.entries(base.timeline[role]).map(([name, values]) => [
      name,
      values.slice(0, rowCount),
    ]);
    return { ...Object.fromEntries(cut), ...columns[role] };
  };
  return {
    ...base,
    scenario: { ...base.scenario, horizonSeconds: rowCount * 5 },
    timeline: {
      ...base.timeline,
      atSeconds: base.timeline.atSeconds.slice(0, rowCount),
      canary: version("canary"),
      primary: version("primary"),
    },
  };
}
