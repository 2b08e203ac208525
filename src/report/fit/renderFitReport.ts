import type { DeploymentFit } from "../../fit/DeploymentFit.ts";
import type { Chart } from "../charts/Chart.ts";
import { renderSvg } from "../charts/renderSvg.ts";
import { html, type SafeHtml } from "../html/html.ts";
import { htmlTable } from "../html/htmlTable.ts";
import { pageStyle } from "../html/pageStyle.ts";
import { formatJson } from "../json/formatJson.ts";
import type { ReportFile } from "../ReportFile.ts";
import { fitCharts } from "./fitCharts.ts";
import { renderFitJson } from "./renderFitJson.ts";

/** What the report of a fit may be given beside the fit. */
export interface FitReportOptions {
  readonly title: string;
  /** The part of a scenario to paste. */
  readonly fragment: string;
  /** Told of each chart that could not be drawn, and why. */
  readonly onUndrawn: (name: string, reason: string) => void;
}

interface Drawn {
  readonly chart: Chart;
  readonly svg: string | null;
}

/** The files of a fit's report: a page with charts, the part of a scenario to paste, and everything as JSON. */
export async function renderFitReport(
  fits: readonly DeploymentFit[],
  options: FitReportOptions,
): Promise<readonly ReportFile[]> {
  const drawn: Drawn[] = [];
  for (const chart of fitCharts(fits)) {
    try {
      drawn.push({ chart, svg: await renderSvg(chart) });
    } catch (error) {
      drawn.push({ chart, svg: null });
      options.onUndrawn(chart.name, error instanceof Error ? error.message : String(error));
    }
  }
  return [
    { path: "fitted.yaml", content: options.fragment },
    { path: "fit.json", content: renderFitJson(fits, options.fragment, []) },
    ...drawn.flatMap(({ chart, svg }) => [
      { path: `charts/${chart.name}.vl.json`, content: `${formatJson(chart.spec, { indent: 2 })}\n` },
      ...(svg === null ? [] : [{ path: `charts/${chart.name}.svg`, content: svg }]),
    ]),
    { path: "report.html", content: page(fits, options, drawn) },
  ];
}

function page(
  fits: readonly DeploymentFit[],
  { title, fragment }: FitReportOptions,
  drawn: readonly Drawn[],
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · fit</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
<main>
<header><h1>${title}</h1>
<p class="faint">What a scenario may say of these logs, and how near it is.</p></header>
${drawn.map(figure)}
<section aria-labelledby="remarks"><h2 id="remarks">What could not be identified, or only with a doubt</h2>
${remarkTable(fits)}</section>
<section aria-labelledby="paste"><h2 id="paste">To paste into a scenario</h2>
<div class="scroll"><pre>${lines(fragment)}</pre></div></section>
</main>
</body>
</html>
`.markup;
}

/** `escapeHtml` makes spaces of line ends. */
function lines(text: string): readonly SafeHtml[] {
  return text.split("\n").map(
    (line) => html`${line}
`,
  );
}

function figure({ chart, svg }: Drawn): SafeHtml {
  if (svg === null) return html`<p>The chart ${chart.name} could not be drawn.</p>`;
  return html`<figure id="chart-${chart.name}"><div class="chart">${{ markup: svg }}</div><figcaption>${chart.description}</figcaption></figure>
`;
}

function remarkTable(fits: readonly DeploymentFit[]): SafeHtml {
  return htmlTable(
    "unknown: nothing is fitted; doubtful: it rests on an assumption, or on little",
    [
      { header: "Deployment", kind: "text" },
      { header: "Of", kind: "moment" },
      { header: "Kind", kind: "moment" },
      { header: "Remark", kind: "text" },
    ],
    fits.flatMap(({ name, remarks }) =>
      remarks.map(({ about, kind, message }) => ({ cells: [name, about, kind, message] })),
    ),
  );
}
