import { describe, expect, it } from "vitest";
import { capacityAndTrafficChart } from "../../../src/report/charts/capacityAndTrafficChart.ts";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { curvesOf, readChart, shownAt } from "./readChart.ts";

const result = gpuSurgeResult({ ending: "rolled-back" });
const marks = [
  { minute: 10, label: "1", kind: "step", lane: 0 },
  { minute: 10, label: "deploy", kind: "milestone", lane: 1 },
] as const;
const read = () =>
  readChart(
    capacityAndTrafficChart(result, { startSeconds: 300, endSeconds: 3000 }, marks, chartLanes(result)),
  ).panels;
const colourOf = ({ encoding }: ReturnType<typeof curvesOf>[number]) => {
  const { datum, scale } = encoding.fill ?? encoding.stroke ?? {};
  return [datum, scale?.range?.[scale.domain.indexOf(datum ?? "")]];
};

describe("the chart of capacity and traffic", () => {
  it("shows at every moment the split in force, the canary above and the primary below", () => {
    const moments = result.splits.map(({ atSeconds }) => atSeconds).filter((at) => at >= 300 && at < 3000);
    expect(moments.length).toBeGreaterThan(8);
    for (const [index, role] of (["canary", "primary"] as const).entries()) {
      const [area, line] = curvesOf(read()[index]!);
      for (const seconds of [300, ...moments]) {
        const { split } = result.splits.findLast((change) => change.atSeconds <= seconds)!;
        expect(shownAt(area!, "capacity", seconds)).toBe(split[role].capacityPercent);
        expect(shownAt(line!, "traffic", seconds)).toBe(split[role].trafficPercent);
      }
      expect([area?.encoding.y?.field, line?.encoding.y?.field]).toEqual(["capacity", "traffic"]);
    }
  });

  it("has room for a version that holds more than it is configured for, on one scale for both sides", () => {
    const last = result.splits.at(-1)!;
    const canary = { capacityPercent: 600, trafficPercent: 50 };
    const grown = {
      ...result,
      splits: [...result.splits, { ...last, atSeconds: 2900, split: { ...last.split, canary } }],
    };
    const domainsOf = (shown: typeof result) =>
      JSON.stringify(
        capacityAndTrafficChart(shown, { startSeconds: 300, endSeconds: 3000 }, marks, chartLanes(shown))
          .spec,
      ).match(/"domain":\[0,\d+\],"nice":false/g);
    expect(new Set(domainsOf(grown))).toEqual(new Set(['"domain":[0,600],"nice":false']));
    expect(new Set(domainsOf(result))).toEqual(new Set(['"domain":[0,100],"nice":false']));
  });

  it("draws capacity as an area behind the line of traffic, each version in its colour", () => {
    const [canary = [], primary = []] = read().map(curvesOf);
    expect([...canary, ...primary].map(({ mark }) => mark.type)).toEqual(["area", "line", "area", "line"]);
    expect([...canary, ...primary].map(colourOf)).toEqual([
      ["canary capacity", palette.canaryFaint],
      ["canary traffic", palette.canary],
      ["primary capacity", palette.primaryFaint],
      ["primary traffic", palette.primary],
    ]);
    for (const area of [canary[0], primary[0]]) expect(area?.encoding.y?.stack).toBeNull();
  });

  it("measures both in percent, up to 100 whatever the run was", () => {
    for (const [index, panel] of read().entries()) {
      for (const { encoding } of curvesOf(panel)) {
        expect(encoding.y?.scale?.domain).toEqual([0, 100]);
        expect(encoding.y?.axis).toEqual({
          title: index === 0 ? "canary (%)" : "primary (%)",
          values: [0, 25, 50, 75, 100],
        });
      }
    }
  });

  it("numbers the steps above the canary, and marks them for both", () => {
    const marked = read().map(({ layers }) => layers.map(({ mark }) => mark.type).slice(2));
    expect(marked).toEqual([
      ["rule", "text", "rule", "text"],
      ["rule", "rule"],
    ]);
  });
});
