import type picocolors from "picocolors";
import { displayWidth } from "../text/displayWidth.ts";
import { formatBatchSize } from "../text/formatBatchSize.ts";
import { formatBusiestReplica } from "../text/formatBusiestReplica.ts";
import { formatLatency } from "../text/formatLatency.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { plainText } from "../text/plainText.ts";
import { truncateText } from "../text/truncateText.ts";
import type { DeploymentRow } from "./deploymentRows.ts";
import type { TextColumn } from "./TextColumn.ts";

/** What the columns that always stay need beside the names. */
const besideNameColumns = 17;
const leastVersionColumns = "version".length;
const mostVersionColumns = 14;

/** The columns of the table of deployments on a terminal; batches and models only where there were any. */
export function deploymentTableColumns(
  rows: readonly DeploymentRow[],
  options: {
    /** What versions are called, by their ids. */
    readonly names: ReadonlyMap<string, string>;
    readonly widthColumns: number;
    readonly colors: ReturnType<typeof picocolors.createColors>;
  },
): readonly TextColumn[] {
  const { names, widthColumns, colors } = options;
  const versionOf = ({ ledger }: DeploymentRow) =>
    truncateText(names.get(ledger.version) ?? ledger.version, mostVersionColumns);
  const versionColumns = Math.max(leastVersionColumns, ...rows.map((row) => displayWidth(versionOf(row))));
  const column = (
    header: string,
    dropOrder: number,
    read: (row: DeploymentRow) => string,
    align: TextColumn["align"] = "right",
  ): TextColumn => ({ header, dropOrder, align, cells: rows.map(read) });
  const only = (isThere: boolean, ...columns: readonly TextColumn[]) => (isThere ? columns : []);
  const nameColumns = widthColumns - besideNameColumns - versionColumns;
  return [
    column("deployment", 0, ({ ledger }) => truncateText(plainText(ledger.deployment), nameColumns), "left"),
    column("version", 0, versionOf, "left"),
    column("replicas", 4, ({ peakReplicas }) => formatNumber(peakReplicas)),
    column("busiest\nreplica", 7, ({ busiestReplica }) => formatBusiestReplica(busiestReplica)),
    column("queue", 5, ({ ledger }) => formatNumber(ledger.peakQueuedRequests)),
    column("requests", 3, ({ ledger }) => formatNumber(ledger.arrived)),
    ...only(
      rows.some(({ ledger }) => ledger.meanBatchSize !== null),
      column("batch\nsize", 6, ({ ledger }) => formatBatchSize(ledger.meanBatchSize)),
    ),
    ...only(
      rows.some(({ ledger }) => ledger.modelLoads > 0),
      column("models\nloaded", 6, ({ ledger }) => formatNumber(ledger.modelLoads)),
    ),
    column("p50", 8, ({ latency }) => formatLatency(latency?.p50Seconds ?? null)),
    column("p99", 1, ({ latency }) => formatLatency(latency?.p99Seconds ?? null)),
    column("errors", 0, ({ failedRequests }) =>
      failedRequests > 0 ? colors.red(formatNumber(failedRequests)) : "0",
    ),
  ];
}
