import { describe, expect, it } from "vitest";
import type { Chart } from "../../../src/report/charts/Chart.ts";
import { chartSpec } from "../../../src/report/charts/chartSpec.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readChart } from "./readChart.ts";

const base = gpuSurgeResult();

function headingOf(name: string, startSeconds: number, endSeconds: number): string | undefined {
  const result = { ...base, scenario: { ...base.scenario, name } };
  const words = { title: "Title", subtitle: "how to read it", description: "What it shows." };
  const spec = chartSpec(result, { startSeconds, endSeconds }, { ...words, panels: [] });
  const chart: Chart = { ...words, name: "any", spec };
  expect(readChart(chart)).toMatchObject({ title: "Title", panels: [] });
  expect(readChart(chart).subtitle[1]).toBe("how to read it");
  return readChart(chart).subtitle[0];
}

describe("the heading of a chart", () => {
  it("names the scenario, and the part of the run that it shows where that is not all", () => {
    expect(headingOf("surge", 0, 3600)).toBe("surge");
    expect(headingOf("surge", 0, 3605)).toBe("surge");
    expect(headingOf("surge", 0, 3599)).toBe("surge · 0:00 to 59:59 of 1:00:00");
    expect(headingOf("surge", 60, 3600)).toBe("surge · 1:00 to 1:00:00 of 1:00:00");
  });

  it("has room for a name of sixty characters and cuts a longer one short", () => {
    expect(headingOf("n".repeat(60), 0, 3600)).toBe("n".repeat(60));
    expect(headingOf("n".repeat(61), 0, 3600)).toBe(`${"n".repeat(59)}…`);
  });

  it("says which language it is written in", () => {
    const words = { title: "Title", subtitle: "", description: "", panels: [] };
    expect(chartSpec(base, { startSeconds: 0, endSeconds: 3600 }, words).$schema).toBe(
      "https://vega.github.io/schema/vega-lite/v6.json",
    );
  });

  it("is never a word that vega takes for a signal", () => {
    for (const name of Object.getOwnPropertyNames(Object.prototype)) {
      expect(headingOf(name, 0, 3600)).toBe(`${name} `);
    }
  });
});
