import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { latencyChart } from "../../../src/report/charts/latencyChart.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { curvesOf, readChart } from "./readChart.ts";
import { shortRun } from "./shortRun.ts";

const result = shortRun(3, {
  canary: {
    succeededRequests: [0, 4, 4],
    p50Seconds: [null, 1, 2],
    p90Seconds: [null, 3, 4],
    p99Seconds: [null, 5, 6],
  },
  primary: {
    succeededRequests: [9, 9, 9],
    p50Seconds: [0.1, 0.2, 0.3],
    p90Seconds: [0.4, 0.5, 0.6],
    p99Seconds: [0.7, 0.8, 0.9],
  },
});
const marks = [{ minute: 0.1, label: "deploy", kind: "milestone", lane: 1 }] as const;
const read = (shown: SimulationResult) =>
  readChart(
    latencyChart(
      shown,
      { startSeconds: 0, endSeconds: shown.scenario.horizonSeconds },
      marks,
      chartLanes(shown),
    ),
  );
const curves = (shown: SimulationResult) => read(shown).panels.map((panel) => curvesOf(panel)[0]!);

describe("the chart of latencies", () => {
  it("has a point in the middle of each stretch, and none where nothing was answered", () => {
    const [canary, primary] = curves(result).map(({ columns }) => columns);
    const minute = [2.5, 7.5, 12.5].map((seconds) => Number((seconds / 60).toFixed(4)));
    expect(canary).toEqual({ minute, p50: [null, 1, 2], p90: [null, 3, 4], p99: [null, 5, 6] });
    expect(primary).toEqual({ minute, p50: [0.1, 0.2, 0.3], p90: [0.4, 0.5, 0.6], p99: [0.7, 0.8, 0.9] });
  });

  it("means several rows by their answers where the run is long", () => {
    const rows = Array.from({ length: 240 }, (_, row) => row);
    const long = shortRun(240, {
      canary: {
        succeededRequests: rows.map((row) => (row % 2 === 0 ? 1 : 3)),
        p50Seconds: rows.map((row) => (row % 2 === 0 ? 1 : 2)),
      },
    });
    const [canary] = curves(long).map(({ columns }) => columns);
    expect(canary?.p50).toEqual(Array.from({ length: 120 }, () => 1.75));
    expect(canary?.minute?.slice(0, 2)).toEqual([0.0833, 0.25]);
    expect(read(long).subtitle[1]).toBe(
      "percentiles of the requests answered within 5 s, averaged over 10 s by number of answers",
    );
    expect(read(result).subtitle[1]).toBe("percentiles of the requests answered within 5 s");
    expect(read(shortRun(0, {})).subtitle[1]).toBe("percentiles of the requests answered within 5 s");
  });

  it("has one scale for both versions, up to the slowest p99 of either", () => {
    const tops = (shown: SimulationResult) => curves(shown).map(({ encoding }) => encoding.y?.scale?.domain);
    expect(tops(result)).toEqual([
      [0, 6],
      [0, 6],
    ]);
    const slow = shortRun(1, {
      canary: { succeededRequests: [1], p99Seconds: [2] },
      primary: { succeededRequests: [1], p99Seconds: [8] },
    });
    expect(tops(slow)).toEqual([
      [0, 8],
      [0, 8],
    ]);
    const quiet = { succeededRequests: [0], p99Seconds: [null] };
    expect(tops(shortRun(1, { canary: quiet, primary: quiet }))[0]).toEqual([0, 1]);
    const instant = { succeededRequests: [1], p99Seconds: [0] };
    expect(tops(shortRun(1, { canary: instant, primary: instant }))[0]).toEqual([0, 0.001]);
  });

  it("tells the percentiles apart by colour and by dash, the canary above, in seconds", () => {
    for (const [index, { encoding, mark }] of curves(result).entries()) {
      expect(mark.type).toBe("line");
      expect(encoding.y?.axis).toMatchObject({
        title: index === 0 ? "canary latency (s)" : "primary latency (s)",
      });
      expect(encoding.stroke?.scale).toEqual({
        domain: ["p50", "p90", "p99"],
        range: [palette.primary, palette.running, palette.failure],
      });
      expect(encoding.strokeDash?.scale?.range).toEqual([
        [1, 0],
        [7, 3],
        [2, 3],
      ]);
      expect(encoding.y?.scale?.nice).toBe(true);
    }
    const marked = read(result).panels.map(({ layers }) => layers.slice(1).map(({ mark }) => mark.type));
    expect(marked).toEqual([["rule", "text"], ["rule"]]);
  });
});
