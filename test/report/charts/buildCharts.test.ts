import { beforeAll, describe, expect, it } from "vitest";
import { buildCharts } from "../../../src/report/charts/buildCharts.ts";
import type { Chart } from "../../../src/report/charts/Chart.ts";
import { emptyResult } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { modelsResult } from "./modelsResult.ts";
import { curvesOf, type ReadLayer, type ReadPanel, readChart } from "./readChart.ts";

const results = () => [modelsResult(), gpuSurgeResult({ ending: "rolled-back" }), emptyResult({ rows: 12 })];
let charts: readonly (readonly Chart[])[] = [];
beforeAll(() => {
  charts = results().map((result) => buildCharts(result));
});

const eachChart = (check: (chart: Chart) => void) => charts.flat().forEach(check);
const eachPanel = (check: (panel: ReadPanel, name: string) => void) =>
  eachChart((chart) => {
    for (const panel of readChart(chart).panels) check(panel, chart.name);
  });
const eachCurve = (check: (layer: ReadLayer, name: string) => void) =>
  eachPanel((panel, name) => {
    for (const layer of curvesOf(panel)) check(layer, name);
  });

describe("the charts of a run", () => {
  it("begin with the rollout and end with the requests; tokens are among them where language models answered", () => {
    const [models, , empty] = charts.map((ofRun) => ofRun.map(({ name }) => name));
    expect(models).toEqual([
      "capacity-and-traffic",
      "replicas",
      "gpus-held",
      "latency",
      "tokens",
      "requests-and-errors",
      "queue",
    ]);
    expect(empty).toEqual([
      "capacity-and-traffic",
      "replicas",
      "replicas-held",
      "latency",
      "requests-and-errors",
      "queue",
    ]);
  });

  it("show the rollout enlarged in the first three and the whole run in the others", () => {
    const spans = charts[0]!.map((chart) => [chart.name, readChart(chart).subtitle[0]]);
    const rollout = "gpu-25-surge · 5:00 to 40:00 of 1:00:00";
    expect(spans).toEqual([
      ["capacity-and-traffic", rollout],
      ["replicas", rollout],
      ["gpus-held", rollout],
      ["latency", "gpu-25-surge"],
      ["tokens", "gpu-25-surge"],
      ["requests-and-errors", "gpu-25-surge"],
      ["queue", "gpu-25-surge"],
    ]);
  });

  it("say in words what they show: a title in the picture and a sentence for those who cannot see it", () => {
    eachChart((chart) => {
      expect(chart.title, chart.name).toMatch(/^[A-Z][A-Za-z ]+$/);
      expect(chart.description, chart.name).toMatch(/^[A-Z].{30,}\.$/);
      expect(chart.spec.description, chart.name).toBe(chart.description);
      const { title, subtitle } = readChart(chart);
      expect(title).toBe(chart.title);
      expect(subtitle, chart.name).toHaveLength(2);
      expect(subtitle[1], chart.name).toMatch(/[a-z]{4}/);
    });
  });

  it("draw only columns that they have, numbers as amounts and words as names", () => {
    const typeOf = (layer: ReadLayer, field: string) => {
      const { columns, folded, calculated } = layer;
      for (const name of folded?.fold ?? []) expect(Object.keys(columns)).toContain(name);
      if (field === folded?.as[0]) return "nominal";
      if (field === folded?.as[1] || calculated.some(({ as }) => as === field)) return "quantitative";
      const cells = columns[field];
      return cells?.some((cell) => typeof cell === "string") ? "nominal" : cells && "quantitative";
    };
    eachPanel(({ layers }, name) => {
      for (const layer of layers) {
        for (const { field, type } of Object.values(layer.encoding)) {
          if (field !== undefined) expect(typeOf(layer, field), `${name}: ${field}`).toBe(type);
        }
        expect(layer.encoding.x?.field, name).toBe("minute");
      }
    });
  });

  it("stand one panel above the other over the same minutes, which only the lowest names", () => {
    eachChart((chart) => {
      const { panels } = readChart(chart);
      const curves = panels.map(curvesOf);
      const minutes = panels.flatMap(({ layers }) => layers.map(({ encoding }) => encoding.x?.scale));
      expect(new Set(minutes.map((scale) => JSON.stringify(scale))).size, chart.name).toBe(1);
      expect(new Set(panels.map(({ width }) => width)), chart.name).toEqual(new Set([820]));
      for (const [index, layers] of curves.entries()) {
        const isLowest = index === panels.length - 1;
        for (const { encoding } of layers) {
          expect(encoding.x?.axis, chart.name).toEqual(
            isLowest ? { title: "time since the start (min)" } : { title: null, labels: false, ticks: false },
          );
        }
      }
    });
  });

  it("measure every height from zero", () => {
    eachCurve(({ encoding }, name) => {
      expect(encoding.y?.scale?.domain[0], name).toBe(0);
      expect(encoding.y?.scale?.domain[1], name).toBeGreaterThan(0);
    });
  });

  it("have room for all that they show, and little more", () => {
    eachCurve((layer, name) => {
      const { columns, encoding, folded } = layer;
      const shown = (folded?.fold ?? [encoding.y?.field ?? ""]).flatMap((column) => columns[column] ?? []);
      const most = Math.max(...shown.map(Number));
      const isStacked = encoding.y?.stack === "zero";
      if (!isStacked) expect(encoding.y?.scale?.domain[1], name).toBeGreaterThanOrEqual(most - 1e-4);
    });
  });

  it("give each series a name in the legend, and a colour or a dash of its own", () => {
    eachPanel((panel, name) => {
      for (const { mark, encoding, folded } of curvesOf(panel)) {
        const colour = encoding.stroke ?? encoding.fill;
        expect(colour?.legend, name).toEqual({ symbolType: mark.type === "area" ? "square" : "stroke" });
        expect(encoding.stroke === undefined, name).toBe(mark.type === "area");
        const { domain = [], range = [] } = colour?.scale ?? {};
        const dashes = encoding.strokeDash?.scale;
        expect(range, name).toHaveLength(domain.length);
        if (folded === null) expect(domain, name).toContain(colour?.datum);
        else expect([colour?.field, domain], name).toEqual([folded.as[0], folded.fold]);
        if (dashes !== undefined) {
          expect([encoding.strokeDash?.field, dashes.domain]).toEqual([colour?.field, domain]);
        }
        const looks = domain.map((_, index) => JSON.stringify([range[index], dashes?.range?.[index]]));
        expect(new Set(looks).size, name).toBe(domain.length);
        for (const dash of dashes?.range ?? []) expect(dash, name).toHaveLength(2);
      }
    });
  });

  it("keep each level until the next one, and break off where nothing was measured", () => {
    eachCurve(({ mark, encoding }, name) => {
      const isMeasured = /latency|first token|between tokens/.test(String(encoding.y?.axis?.title));
      if (isMeasured) expect(mark.invalid, name).toBe("break-paths-show-path-domains");
      else expect(mark.interpolate, name).toBe("step-after");
    });
  });
});
