import { buildCharts } from "./charts/buildCharts.ts";
import type { Chart } from "./charts/Chart.ts";
import { renderSvg } from "./charts/renderSvg.ts";
import { renderSharesCsv } from "./csv/renderSharesCsv.ts";
import { renderStepsCsv } from "./csv/renderStepsCsv.ts";
import { renderTimelineCsv } from "./csv/renderTimelineCsv.ts";
import { type DrawnChart, renderHtml } from "./html/renderHtml.ts";
import { formatJson } from "./json/formatJson.ts";
import { renderEventsJsonl } from "./json/renderEventsJsonl.ts";
import { renderSummaryJson } from "./json/renderSummaryJson.ts";
import type { ReportFile } from "./ReportFile.ts";
import type { ReportInput } from "./ReportInput.ts";

/** What a report may be given beside the result. */
export interface ReportOptions {
  /** Draws a chart as SVG. Default: by Vega. */
  readonly draw?: (chart: Chart) => Promise<string>;
  /** Told of each chart that could not be drawn, and why; the page says so too. */
  readonly onUndrawn?: (name: string, reason: string) => void;
}

/**
 * Every file of a report, in a fixed order; the same input gives the same bytes. A chart that cannot be drawn is left out, with
 * its specification kept: it costs nothing else of the report.
 */
export async function renderReport(
  input: ReportInput,
  { draw = renderSvg, onUndrawn = () => {} }: ReportOptions = {},
): Promise<readonly ReportFile[]> {
  const { result } = input;
  const charts = buildCharts(result, input.runs);
  const drawn = await Promise.all(charts.map((chart) => drawChart(chart, draw)));
  for (const { name, svg, reason } of drawn) if (svg === null) onUndrawn(name, reason);
  const shares = renderSharesCsv(result);
  return [
    { path: "summary.json", content: renderSummaryJson(input) },
    { path: "steps.csv", content: renderStepsCsv(result) },
    { path: "timeline.csv", content: renderTimelineCsv(result) },
    ...(shares === null ? [] : [{ path: "shares.csv", content: shares }]),
    { path: "events.jsonl", content: renderEventsJsonl(result.events) },
    ...charts.flatMap(({ name, spec }, index) => {
      const svg = drawn[index]?.svg ?? null;
      return [
        { path: `charts/${name}.vl.json`, content: `${formatJson(spec, { indent: 2 })}\n` },
        ...(svg === null ? [] : [{ path: `charts/${name}.svg`, content: svg }]),
      ];
    }),
    { path: "report.html", content: renderHtml(input, drawn) },
  ];
}

async function drawChart(chart: Chart, draw: (chart: Chart) => Promise<string>): Promise<DrawnChart> {
  const { name, description } = chart;
  try {
    return { name, description, svg: await draw(chart), reason: "" };
  } catch (error) {
    return { name, description, svg: null, reason: error instanceof Error ? error.message : String(error) };
  }
}
