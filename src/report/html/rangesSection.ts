import type { FigureName, FigureRange } from "../../runs/FigureRange.ts";
import { isSingle, type RunSet } from "../../runs/RunSet.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { htmlTable } from "./htmlTable.ts";

/** Every figure that is not the same in all runs, from its least to its most; nothing where there is only one run. */
export function rangesSection(runs: RunSet | undefined): SafeHtml | readonly SafeHtml[] {
  if (runs === undefined || isSingle(runs)) return [];
  const names = Object.keys(runs.ranges) as FigureName[];
  const varied = names.filter((name) => runs.ranges[name].least !== runs.ranges[name].most);
  const table = htmlTable(
    `Figures of the summary over ${runs.seeds.length} runs; those that are the same in all runs are left out.`,
    [
      { header: "Figure", kind: "text" },
      { header: "Least", kind: "number" },
      { header: "10 %", kind: "number" },
      { header: "Median", kind: "number" },
      { header: "90 %", kind: "number" },
      { header: "Most", kind: "number" },
    ],
    varied.map((name) => ({ cells: [name, ...rangeCells(runs.ranges[name])] })),
  );
  const stopped = runs.stopped.map(({ seed, reason }) => html`<li>seed ${seed} stopped: ${reason}</li>`);
  return html`<section aria-labelledby="ranges"><h2 id="ranges">Ranges</h2>
${stopped.length === 0 ? [] : html`<ul>${stopped}</ul>`}${varied.length === 0 ? html`<p>All runs have the same figures.</p>` : table}</section>
`;
}

function rangeCells({ least, p10, median, p90, most }: FigureRange): readonly string[] {
  return [least, p10, median, p90, most].map((value) => (value === null ? "–" : formatNumber(value, 4)));
}
