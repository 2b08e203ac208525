import { describe, expect, it } from "vitest";
import { buildCharts } from "../../../src/report/charts/buildCharts.ts";
import { renderSvg } from "../../../src/report/charts/renderSvg.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const chart = buildCharts(gpuSurgeResult())[0]!;

describe("a chart as SVG", () => {
  it("does not depend on how the machine measures text, and leaves vega as it was", async () => {
    const vega = await import("vega");
    const before = await renderSvg(chart);
    const own = vega.textMetrics.width;
    const other = () => 500;
    vega.textMetrics.width = other;
    expect(await renderSvg(chart)).toBe(before);
    expect(vega.textMetrics.width).toBe(other);
    vega.textMetrics.width = own;
  });

  it("is refused when vega complains, and the next one is drawn all the same", async () => {
    const broken = {
      ...chart,
      spec: { ...chart.spec, data: { values: [] }, vconcat: [{ mark: "no such mark" }] },
    };
    await expect(renderSvg(broken as unknown as typeof chart)).rejects.toThrow();
    expect(await renderSvg(chart)).toContain("<svg");
  });
});
