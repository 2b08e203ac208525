import type { ServiceVersionStatus } from "../../simulation/result/ServiceStatus.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { VersionHistory } from "../../simulation/result/VersionHistory.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

const mostChanges = 200;

const statusColumns: readonly HtmlColumn[] = [
  { header: "Application", kind: "text" },
  { header: "Deployment", kind: "text" },
  { header: "Status", kind: "text" },
  { header: "Trigger", kind: "text" },
  { header: "Running", kind: "number" },
  { header: "Target", kind: "number" },
];

const changeColumns: readonly HtmlColumn[] = [
  { header: "Time", kind: "moment" },
  { header: "What", kind: "text" },
  { header: "Status", kind: "text" },
  { header: "Trigger", kind: "text" },
  { header: "Message", kind: "text" },
];

interface Change {
  readonly atSeconds: number;
  readonly cells: readonly string[];
}

/** The service as its status command would show it at the end, and how its applications and deployments came to be so. */
export function applicationsSection({ service, versions }: SimulationResult): SafeHtml {
  const present = [
    service.primaryVersion,
    ...(service.canaryVersion === null ? [] : [service.canaryVersion]),
  ];
  return html`<section aria-labelledby="status"><h2 id="status">Status</h2>
<p>At the end <code>${service.name}</code> is ${service.state} (goal: ${service.goalState}).</p>
${present.map((version) => html`${statusTable(version)}<p></p>`)}
${versions.map((version) => html`${changeTable(version)}<p></p>`)}</section>
`;
}

function statusTable({ id, state, weight, applications }: ServiceVersionStatus): SafeHtml {
  const rows = applications.flatMap(({ name, status, message, deployments }) => [
    { cells: [name, "", status, message, "", ""] },
    ...deployments.map((deployment) => ({
      cells: [
        name,
        deployment.name,
        deployment.status,
        deployment.trigger,
        formatNumber(deployment.replicas.running),
        formatNumber(deployment.targetReplicas),
      ],
    })),
  ]);
  return htmlTable(`${id} at the end: ${state}, weight ${formatNumber(weight)}`, statusColumns, rows);
}

function changeTable({ id, applications }: VersionHistory): SafeHtml {
  const changes = applications.flatMap(({ name, changes: own, deployments }): Change[] => [
    ...own.map(({ atSeconds, status, message }) => ({ atSeconds, cells: [name, status, "", message] })),
    ...deployments.flatMap((deployment) =>
      deployment.changes.map(({ atSeconds, status, trigger, message }) => ({
        atSeconds,
        cells: [`${name}: ${deployment.name}`, status, trigger, message],
      })),
    ),
  ]);
  const sorted = changes.toSorted((left, right) => left.atSeconds - right.atSeconds);
  const rest = sorted.length - mostChanges;
  const table = htmlTable(
    `Applications and deployments of ${id}`,
    changeColumns,
    sorted
      .slice(0, mostChanges)
      .map(({ atSeconds, cells }) => ({ cells: [formatClock(atSeconds), ...cells] })),
  );
  return html`${table}${rest > 0 ? html`<p class="faint">${formatNumber(rest)} more changes.</p>` : []}`;
}
