import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import type { VersionTimeline } from "../../../src/simulation/result/Timeline.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const measured = { meanSeconds: 0.4, p50Seconds: 0.3, p90Seconds: 0.6, p99Seconds: 0.9, maxSeconds: 1 };

/** The same run of language models: tokens were measured, of each version other ones. */
export function modelsResult(): SimulationResult {
  const base = gpuSurgeResult();
  const version = (timeline: VersionTimeline, offset: number): VersionTimeline => {
    const column = (seconds: number) => timeline.p50Seconds.map((value) => (value === null ? null : seconds));
    return {
      ...timeline,
      p50FirstTokenSeconds: column(0.25 + offset),
      p99FirstTokenSeconds: column(1.5 + offset),
      p50TokenGapSeconds: column(0.02 + offset / 100),
      p99TokenGapSeconds: column(0.05 + offset / 100),
    };
  };
  const { canary, primary } = base.timeline;
  return {
    ...base,
    tokenLatency: { ...base.tokenLatency, total: { firstToken: measured, tokenGap: measured } },
    timeline: { ...base.timeline, canary: version(canary, 0.5), primary: version(primary, 0) },
  };
}
