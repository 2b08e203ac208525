import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { versionNames } from "../lanes/versionNames.ts";
import { type DeploymentRow, deploymentRows } from "../tables/deploymentRows.ts";
import { describeFailures } from "../text/describeFailures.ts";
import { formatBatchSize } from "../text/formatBatchSize.ts";
import { formatBusiestReplica } from "../text/formatBusiestReplica.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

type Column = HtmlColumn & { readonly read: (row: DeploymentRow) => string };

/** Every deployment of every version, where there is more than one to tell of. */
export function deploymentsSection(result: SimulationResult): SafeHtml {
  const rows = deploymentRows(result);
  if (rows.length === 0) return html``;
  const columns = columnsFor(rows, versionNames(result));
  const caption =
    "Over the whole run: most replicas held and requests waiting at once, latency from arrival at the deployment. " +
    "Busiest replica: its requests a second relative to all, of the replicas that ran nearly as long as the longest.";
  const table = htmlTable(
    caption,
    columns,
    rows.map((row) => ({ cells: columns.map(({ read }) => read(row)) })),
  );
  return html`<section aria-labelledby="deployments"><h2 id="deployments">Deployments</h2>
${table}</section>
`;
}

function columnsFor(rows: readonly DeploymentRow[], names: ReadonlyMap<string, string>): readonly Column[] {
  const number = (header: string, read: Column["read"]): Column => ({ header, kind: "number", read });
  const only = (isThere: boolean, column: Column) => (isThere ? [column] : []);
  return [
    { header: "Deployment", kind: "text", read: ({ ledger }) => ledger.deployment },
    { header: "Version", kind: "moment", read: ({ ledger }) => names.get(ledger.version) ?? ledger.version },
    number("Replicas", ({ peakReplicas }) => formatNumber(peakReplicas)),
    number("Busiest replica", ({ busiestReplica }) => formatBusiestReplica(busiestReplica)),
    number("Queue", ({ ledger }) => formatNumber(ledger.peakQueuedRequests)),
    number("Requests", ({ ledger }) => formatNumber(ledger.arrived)),
    ...only(
      rows.some(({ ledger }) => ledger.called > 0),
      number("Calls among them", ({ ledger }) => formatNumber(ledger.called)),
    ),
    ...only(
      rows.some(({ ledger }) => ledger.meanBatchSize !== null),
      number("Batch size", ({ ledger }) => formatBatchSize(ledger.meanBatchSize)),
    ),
    ...only(
      rows.some(({ ledger }) => ledger.modelLoads > 0),
      number("Models loaded", ({ ledger }) => formatNumber(ledger.modelLoads)),
    ),
    number("p50", ({ latency }) => formatLatency(latency?.p50Seconds ?? null)),
    number("p99", ({ latency }) => formatLatency(latency?.p99Seconds ?? null)),
    number("Errors", ({ failedRequests }) => formatNumber(failedRequests)),
    ...only(
      rows.some(({ failedRequests }) => failedRequests > 0),
      { header: "Why", kind: "text", read: ({ ledger }) => describeFailures(ledger.failed) },
    ),
  ];
}
