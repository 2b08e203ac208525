import { buildCharts } from "./charts/buildCharts.ts";
import { renderSvg } from "./charts/renderSvg.ts";
import { formatJson } from "./formatJson.ts";
import type { ReportFile } from "./ReportFile.ts";
import type { ReportInput } from "./ReportInput.ts";
import { renderEventsJsonl } from "./renderEventsJsonl.ts";
import { renderHtml } from "./renderHtml.ts";
import { renderStepsCsv } from "./renderStepsCsv.ts";
import { renderSummaryJson } from "./renderSummaryJson.ts";
import { renderTimelineCsv } from "./renderTimelineCsv.ts";

/** Every file of a report, in a fixed order; the same input gives the same bytes. */
export async function renderReport(input: ReportInput): Promise<readonly ReportFile[]> {
  const { result } = input;
  const charts = buildCharts(result);
  const drawn = await Promise.all(
    charts.map(async (chart) => ({
      name: chart.name,
      description: chart.description,
      svg: await renderSvg(chart),
      spec: `${formatJson(chart.spec, { indent: 2 })}\n`,
    })),
  );
  return [
    { path: "summary.json", content: renderSummaryJson(input) },
    { path: "steps.csv", content: renderStepsCsv(result) },
    { path: "timeline.csv", content: renderTimelineCsv(result.timeline) },
    { path: "events.jsonl", content: renderEventsJsonl(result.events) },
    ...drawn.flatMap(({ name, spec, svg }) => [
      { path: `charts/${name}.vl.json`, content: spec },
      { path: `charts/${name}.svg`, content: svg },
    ]),
    { path: "report.html", content: renderHtml(input, drawn) },
  ];
}
