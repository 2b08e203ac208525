import type { Feasibility } from "../../feasibility/Feasibility.ts";
import { describeFeasibilityDetails, describeVerdict, formatRange } from "../text/describeFeasibility.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { htmlTable } from "./htmlTable.ts";

/** Whether the update can ever be done, what would let it, and what it holds step by step. */
export function feasibilitySection(feasibility: Feasibility | undefined): SafeHtml {
  if (feasibility === undefined || feasibility.verdict === "no-update") return html``;
  const lines = describeFeasibilityDetails(feasibility);
  return html`<section aria-labelledby="feasibility"><h2 id="feasibility">Can it finish?</h2>
<p><strong>The update ${describeVerdict(feasibility) ?? ""}.</strong></p>
${lines.map((line) => (line.startsWith("    ") ? html`<p><code>${line.trim()}</code></p>` : html`<p>${line}</p>`))}
${htmlTable(
  "What both versions hold together, where there are machines enough: now / least / most.",
  [
    { header: "Step", kind: "text" },
    { header: "GPUs", kind: "number" },
    { header: "Nodes", kind: "number" },
    { header: "A rollback from here holds at most", kind: "text" },
  ],
  feasibility.needs.steps.map(({ name, gpus, nodes, rollback }) => ({
    cells: [
      name,
      formatRange(gpus),
      formatRange(nodes),
      `${formatNumber(rollback.gpus)} GPUs, ${formatNumber(rollback.nodes)} nodes`,
    ],
  })),
)}</section>
`;
}
