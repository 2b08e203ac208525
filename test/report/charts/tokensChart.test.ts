import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import { tokensChart } from "../../../src/report/charts/tokensChart.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { modelsResult } from "./modelsResult.ts";
import { curvesOf, readChart } from "./readChart.ts";
import { shortRun } from "./shortRun.ts";

const models = ({ timeline, scenario }: SimulationResult): SimulationResult => ({
  ...modelsResult(),
  timeline,
  scenario,
});
const result = models(
  shortRun(2, {
    canary: {
      succeededRequests: [0, 4],
      p50FirstTokenSeconds: [null, 0.5],
      p99FirstTokenSeconds: [null, 1.5],
      p50TokenGapSeconds: [null, 0.02],
      p99TokenGapSeconds: [null, 0.06],
    },
    primary: {
      succeededRequests: [9, 9],
      p50FirstTokenSeconds: [0.1, 0.2],
      p99FirstTokenSeconds: [0.7, 0.8],
      p50TokenGapSeconds: [0.01, 0.03],
      p99TokenGapSeconds: [0.04, 0.05],
    },
  }),
);
const marks = [{ minute: 0.1, label: "deploy", kind: "milestone", lane: 1 }] as const;
const read = (shown: SimulationResult) =>
  readChart(
    tokensChart(
      shown,
      { startSeconds: 0, endSeconds: shown.scenario.horizonSeconds },
      marks,
      chartLanes(shown),
    )!,
  );
const curves = (shown: SimulationResult) => read(shown).panels.map((panel) => curvesOf(panel)[0]!);

describe("the chart of tokens", () => {
  it("is not there where no language model answered", () => {
    const tokenless = gpuSurgeResult();
    expect(
      tokensChart(tokenless, { startSeconds: 0, endSeconds: 3600 }, [], chartLanes(tokenless)),
    ).toBeNull();
  });

  it("shows the time to the first token in seconds and below it the time between tokens in milliseconds", () => {
    const [first, gap] = curves(result);
    const minute = [2.5, 7.5].map((seconds) => Number((seconds / 60).toFixed(4)));
    expect(first?.columns).toEqual({
      minute,
      "canary p50": [null, 0.5],
      "canary p99": [null, 1.5],
      "primary p50": [0.1, 0.2],
      "primary p99": [0.7, 0.8],
    });
    expect(gap?.columns).toEqual({
      minute,
      "canary p50": [null, 20],
      "canary p99": [null, 60],
      "primary p50": [10, 30],
      "primary p99": [40, 50],
    });
    expect(first?.encoding.y?.axis).toMatchObject({ title: "first token (s)" });
    expect(gap?.encoding.y?.axis).toMatchObject({ title: "between tokens (ms)" });
    expect(first?.encoding.y?.scale).toEqual({ domain: [0, 1.5], nice: true });
    expect(gap?.encoding.y?.scale).toEqual({ domain: [0, 60], nice: true });
  });

  it("draws each version in its colour, the median solid and the slowest hundredth dotted", () => {
    for (const { mark, encoding } of curves(result)) {
      expect(mark.type).toBe("line");
      const domain = ["canary p50", "canary p99", "primary p50", "primary p99"];
      const { canary, primary } = palette;
      expect(encoding.stroke?.scale).toEqual({ domain, range: [canary, canary, primary, primary] });
      const [solid, dotted] = [
        [1, 0],
        [2, 3],
      ];
      expect(encoding.strokeDash?.scale).toEqual({ domain, range: [solid, dotted, solid, dotted] });
    }
    const marked = read(result).panels.map(({ layers }) => layers.slice(1).map(({ mark }) => mark.type));
    expect(marked).toEqual([["rule", "text"], ["rule"]]);
  });

  it("says how long a stretch its points stand for", () => {
    expect(read(result).subtitle[1]).toBe("answers that came within 5 s");
    expect(read(modelsResult()).subtitle[1]).toBe("answers that came within 30 s");
    expect(read(models(shortRun(0, {}))).subtitle[1]).toBe("answers that came within 5 s");
  });
});
