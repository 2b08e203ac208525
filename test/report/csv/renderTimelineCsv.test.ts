import { describe, expect, it } from "vitest";
import { renderTimelineCsv } from "../../../src/report/csv/renderTimelineCsv.ts";
import type { VersionTimeline } from "../../../src/simulation/result/Timeline.ts";
import { modelsResult } from "../charts/modelsResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { parseCsv } from "../parseCsv.ts";

/** The column of a file for each of a version, by the words that make its name. */
const written: Readonly<Record<string, keyof VersionTimeline>> = {
  capacity_percent: "capacityPercent",
  traffic_percent: "trafficPercent",
  requested_replicas: "requestedReplicas",
  starting_replicas: "startingReplicas",
  running_replicas: "runningReplicas",
  draining_replicas: "drainingReplicas",
  nodes: "nodes",
  queued_requests: "queuedRequests",
  ongoing_requests: "ongoingRequests",
  arrived_requests: "arrivedRequests",
  succeeded_requests: "succeededRequests",
  failed_requests: "failedRequests",
  p50_s: "p50Seconds",
  p90_s: "p90Seconds",
  p99_s: "p99Seconds",
  p50_first_token_s: "p50FirstTokenSeconds",
  p99_first_token_s: "p99FirstTokenSeconds",
  p50_token_gap_s: "p50TokenGapSeconds",
  p99_token_gap_s: "p99TokenGapSeconds",
};
const inFile = (value: number | null) => (value === null ? "" : String(Number(value.toFixed(6))));

describe("the timeline as CSV", () => {
  it("has every column of both versions under its name and unit, between times and GPUs", () => {
    const { timeline, ...result } = modelsResult();
    const [header = [], ...rows] = parseCsv(renderTimelineCsv({ ...result, timeline }));
    const names = Object.keys(written);
    const ofVersions = ["canary", "primary"].flatMap((role) => names.map((name) => `${role}_${name}`));
    expect(header).toEqual(["start_s", "end_s", ...ofVersions, "gpus_held", "node_gpus", "gpu_bound"]);
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    for (const [name, key] of Object.entries(written)) {
      expect(column(`canary_${name}`), name).toEqual(timeline.canary[key].map(inFile));
      expect(column(`primary_${name}`), name).toEqual(timeline.primary[key].map(inFile));
    }
    expect(column("start_s").slice(0, 3)).toEqual(["0", "5", "10"]);
    expect(column("end_s").slice(0, 3)).toEqual(["5", "10", "15"]);
    expect(column("gpus_held")).toEqual(timeline.gpusHeld.map(inFile));
    expect(column("node_gpus")).toEqual(timeline.nodeGpus.map(inFile));
    expect(column("gpu_bound")).toEqual(timeline.gpuBound.map(inFile));
  });

  it("has columns for tokens only where a language model answered, in either version", () => {
    const { timeline, ...result } = gpuSurgeResult();
    const tokensIn = (shown: typeof timeline) =>
      (parseCsv(renderTimelineCsv({ ...result, timeline: shown }))[0] ?? []).filter((name) =>
        name.includes("token"),
      ).length;
    const answered = timeline.atSeconds.map((_, row) => (row === 300 ? 0.5 : null));
    const withTokens = { p50FirstTokenSeconds: answered };
    expect(tokensIn(timeline)).toBe(0);
    expect(tokensIn({ ...timeline, canary: { ...timeline.canary, ...withTokens } })).toBe(8);
    expect(tokensIn({ ...timeline, primary: { ...timeline.primary, ...withTokens } })).toBe(8);
  });

  it("is refused where a column ends too early", () => {
    const { timeline, ...result } = gpuSurgeResult();
    expect(() => renderTimelineCsv({ ...result, timeline: { ...timeline, nodeGpus: [1, 2] } })).toThrow(
      "The timeline's column node_gpus ends before row 2.",
    );
  });
});
