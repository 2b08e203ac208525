import { isSingle } from "../../runs/RunSet.ts";
import type { Summary } from "../../simulation/result/Summary.ts";
import type { ReportInput } from "../ReportInput.ts";
import { keyFigures } from "../tables/keyFigures.ts";
import { describeOutcome } from "../text/describeOutcome.ts";
import { describeShownRun } from "../text/describeShownRun.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { applicationsSection } from "./applicationsSection.ts";
import { checksSection } from "./checksSection.ts";
import { deploymentsSection } from "./deploymentsSection.ts";
import { feasibilitySection } from "./feasibilitySection.ts";
import { historySection } from "./historySection.ts";
import { html, type SafeHtml } from "./html.ts";
import { pageStyle } from "./pageStyle.ts";
import { plansSection } from "./plansSection.ts";
import { rangesSection } from "./rangesSection.ts";
import { stepsSection } from "./stepsSection.ts";
import { waitsSection } from "./waitsSection.ts";

/** A chart that is drawn already: `svg` is put on the page as it stands; `null`: it could not be drawn, for this reason. */
export interface DrawnChart {
  readonly name: string;
  readonly description: string;
  readonly svg: string | null;
  readonly reason: string;
}

/** A run as one page that needs nothing else: no network, no script. */
export function renderHtml(input: ReportInput, charts: readonly DrawnChart[]): string {
  const { scenario } = input.result;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.name} · rollout forecast</title>
<style>${{ markup: pageStyle }}</style>
</head>
<body>
<main>
<header>
<h1>${scenario.name}</h1>
${scenario.description === "" ? [] : html`<p>${scenario.description}</p>`}
<p>${badges(input)}</p>
<p class="faint">${describeSimulated(input)}</p>
</header>
${feasibilitySection(input.feasibility)}${figures(input)}
<section aria-labelledby="charts"><h2 id="charts">What happens</h2>
${charts.map(figure)}</section>
${rangesSection(input.runs)}${stepsSection(input.result)}${waitsSection(input.result)}${deploymentsSection(input.result)}${checksSection(input)}${plansSection(input.result)}${applicationsSection(input.result)}${historySection(input.result)}</main>
</body>
</html>
`;
  return page.markup;
}

function badges({ result, invariants, expectations }: ReportInput): SafeHtml {
  const broken = invariants.filter(({ status }) => status === "failed").length;
  const checked = invariants.filter(({ status }) => status !== "not-run").length;
  const missed = expectations.filter(({ passed }) => !passed).length;
  const laws =
    broken > 0
      ? html`<span class="badge bad">${broken} of ${checked} invariants failed</span>`
      : html`<span class="badge good">${checked} invariants hold</span>`;
  const wishes =
    missed > 0
      ? html`<span class="badge bad">${missed} of ${expectations.length} expectations failed</span>`
      : html`<span class="badge good">${expectations.length} expectations met</span>`;
  return html`<span class="badge ${outcomeClass(result.summary)}">${describeOutcome(result)}</span>${checked > 0 ? laws : []}${expectations.length > 0 ? wishes : []}`;
}

function outcomeClass({ outcome, refusedCommands }: Summary): string {
  if (refusedCommands > 0) return "bad";
  switch (outcome) {
    case "completed":
    case "started":
    case "updated-in-place":
      return "good";
    case "rolled-back":
    case "update-failed":
    case "rollout-failed":
    case "start-failed":
      return "bad";
    case "paused":
    case "none":
    case "in-progress":
    case "terminated":
      return "calm";
  }
}

function figures({ result, runs }: ReportInput): SafeHtml {
  const cards = keyFigures(result, runs).map(
    ({ label, value, band, detail }) =>
      html`<div><dt>${label}</dt><dd class="value">${value}</dd>${band === "" ? [] : html`<dd class="detail">${band}</dd>`}<dd class="detail">${detail}</dd></div>
`,
  );
  const explanation =
    runs === undefined || isSingle(runs)
      ? []
      : html`<p class="faint">Medians of ${runs.seeds.length} runs; below each where four of five runs lie.</p>
`;
  return html`<section aria-label="Key figures"><dl class="figures">
${cards}</dl>${explanation}</section>
`;
}

function describeSimulated({ result: { scenario }, runs }: ReportInput): string {
  const simulated = `Simulated ${formatDuration(scenario.horizonSeconds)}`;
  if (runs === undefined || isSingle(runs)) return `${simulated} with seed ${scenario.seed}.`;
  return `${simulated}: ${describeShownRun(scenario.seed, runs)}`;
}

function figure({ name, description, svg, reason }: DrawnChart): SafeHtml {
  if (svg === null) {
    return html`<p id="chart-${name}">The chart ${name} could not be drawn: ${reason}. Its data: charts/${name}.vl.json.</p>
`;
  }
  return html`<figure id="chart-${name}"><div class="chart">${{ markup: svg }}</div><figcaption>${description}</figcaption></figure>
`;
}
