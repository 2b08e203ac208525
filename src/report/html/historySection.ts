import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatClock } from "../text/formatClock.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { type HtmlColumn, htmlTable } from "./htmlTable.ts";

const mostEvents = 300;

const columns: readonly HtmlColumn[] = [
  { header: "Time", kind: "moment" },
  { header: "State", kind: "moment" },
  { header: "Why", kind: "text" },
];

/** States of the service and of its versions, then the first events. */
export function historySection(result: SimulationResult): SafeHtml {
  const histories = [
    { name: "Service", changes: result.serviceStates },
    ...result.versions.map(({ id, name, changes }) => ({
      name: name === undefined ? `Version ${id}` : `Version ${id}: ${name}`,
      changes,
    })),
  ];
  const tables = histories.map(({ name, changes }) =>
    htmlTable(
      name,
      columns,
      changes.map(({ atSeconds, state, reason }) => ({ cells: [formatClock(atSeconds), state, reason] })),
    ),
  );
  return html`<section aria-labelledby="states"><h2 id="states">States</h2>
${tables.map((table) => html`${table}<p></p>`)}</section>
<section aria-labelledby="events"><h2 id="events">Events</h2>
${eventTable(result)}</section>
`;
}

function eventTable({ events }: SimulationResult): SafeHtml {
  if (events.length === 0) return html`<p>Nothing happened.</p>`;
  const rest = events.length - mostEvents;
  const table = htmlTable(
    `${formatNumber(Math.min(events.length, mostEvents))} of ${formatNumber(events.length)} events.`,
    [
      { header: "Time", kind: "moment" },
      { header: "Event", kind: "moment" },
      { header: "Where", kind: "text" },
      { header: "What", kind: "text" },
    ],
    events.slice(0, mostEvents).map((event) => ({
      cells: [
        formatClock(event.atSeconds),
        event.kind,
        [
          event.version,
          event.deployment,
          event.replica === undefined ? undefined : `replica ${event.replica}`,
          event.node === undefined ? undefined : `node ${event.node}`,
        ]
          .filter((part) => part !== undefined)
          .join(" "),
        event.message,
      ],
    })),
  );
  const more = html`<p class="faint">${formatNumber(rest)} more in events.jsonl.</p>`;
  return html`${table}${rest > 0 ? more : []}`;
}
