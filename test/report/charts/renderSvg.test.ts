import { describe, expect, it } from "vitest";
import { buildCharts } from "../../../src/report/charts/buildCharts.ts";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { estimateTextWidth } from "../../../src/report/charts/estimateTextWidth.ts";
import { queueChart } from "../../../src/report/charts/queueChart.ts";
import { renderSvg } from "../../../src/report/charts/renderSvg.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { xmlProblems } from "../xmlProblems.ts";

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

  it("is refused, with all that vega has to say, when vega only warns", async () => {
    const data = { values: [{ one: 1 }] };
    const mark = { mark: "line", data, encoding: { theta: { field: "one", type: "quantitative" } } };
    const odd = { ...chart, name: "odd", spec: { ...chart.spec, vconcat: [mark, mark] } };
    await expect(renderSvg(odd as unknown as typeof chart)).rejects.toThrow(
      /^Chart odd: theta dropped .*"line"\.; theta dropped/,
    );
  });

  it("says in words what it shows", async () => {
    const svg = await renderSvg({ ...chart, title: "A <chart>", description: "It shows this." });
    expect(svg).toMatch(/^<svg role="img" aria-label="A &lt;chart&gt;\. It shows this\."/);
    expect(xmlProblems(svg)).toEqual([]);
    expect(svg.endsWith("</svg>\n")).toBe(true);
  });

  it("has room for every label, as wide as it is estimated", async () => {
    const window = { startSeconds: 0, endSeconds: 3600 };
    const widthWith = async (label: string) => {
      const marks = [{ minute: 60, label, kind: "milestone", lane: 1 }] as const;
      const svg = await renderSvg(queueChart(gpuSurgeResult(), window, marks, chartLanes(gpuSurgeResult())));
      return Number(/ width="([\d.]+)"/.exec(svg)?.[1]);
    };
    const [short, long] = ["W".repeat(20), "W".repeat(40)];
    const more = (await widthWith(long)) - (await widthWith(short));
    // Half of a label stands to the right of its moment.
    expect(more).toBeCloseTo((estimateTextWidth(long, 12) - estimateTextWidth(short, 12)) / 2, 0);
  });
});
