import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import { versionLines } from "../../../src/report/charts/versionLines.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readLayer, shownAt } from "./readChart.ts";

function linesOf(canary: number[], primary: number[], wholeNumbers: "yes" | "no" = "no") {
  const axes = { x: "labelled", yTitle: "errors (requests/s)", wholeNumbers } as const;
  const values = [canary, primary];
  const lines = chartLanes(gpuSurgeResult()).lanes.map((lane, index) => ({ lane, values: values[index]! }));
  const { layer } = versionLines([0, 60, 120], lines, { startSeconds: 0, endSeconds: 180 }, axes);
  return readLayer(JSON.parse(JSON.stringify(layer)));
}

describe("a line for each version", () => {
  it("keeps each value until the next", () => {
    const layer = linesOf([1, 2, 3], [6, 5, 4]);
    const shown = [0, 59, 60, 119, 120, 180].map((at) => [
      shownAt(layer, "canary", at),
      shownAt(layer, "primary", at),
    ]);
    expect(shown).toEqual([
      [1, 6],
      [1, 6],
      [2, 5],
      [2, 5],
      [3, 4],
      [3, 4],
    ]);
  });

  it("is orange and dashed for the canary, blue and solid for the primary", () => {
    const { mark, encoding } = linesOf([1], [2]);
    expect(mark.type).toBe("line");
    expect(encoding.stroke?.scale).toEqual({
      domain: ["canary", "primary"],
      range: [palette.canary, palette.primary],
    });
    expect(encoding.strokeDash?.scale?.range).toEqual([
      [6, 2],
      [1, 0],
    ]);
  });

  it("reaches up to the most of both, or to a least height where there is next to nothing", () => {
    const topOf = (layer: ReturnType<typeof linesOf>) => layer.encoding.y?.scale;
    expect(topOf(linesOf([1, 9, 3], [6, 5, 4]))).toEqual({ domain: [0, 9], nice: true });
    expect(topOf(linesOf([1, 2, 3], [6, 5, 4]))).toEqual({ domain: [0, 6], nice: true });
    expect(topOf(linesOf([0, 0, 0], [0, 0.01, 0]))?.domain).toEqual([0, 0.1]);
    expect(topOf(linesOf([0, 0, 0], [0, 1, 0], "yes"))?.domain).toEqual([0, 4]);
    expect(topOf(linesOf([], []))?.domain).toEqual([0, 0.1]);
  });

  it("has no ticks between whole numbers where there are no others", () => {
    expect(linesOf([1], [2], "yes").encoding.y?.axis).toMatchObject({ tickMinStep: 1 });
    expect(linesOf([1], [2], "no").encoding.y?.axis).not.toHaveProperty("tickMinStep");
  });
});
