import { html, type SafeHtml } from "./html.ts";

/** One column of a table. */
export interface HtmlColumn {
  readonly header: string;
  readonly kind: "text" | "number" | "moment";
}

/** One row of a table. */
export interface HtmlRow {
  /** The first is the row's header. */
  readonly cells: readonly (string | SafeHtml)[];
  readonly className?: string;
}

/** A table that scrolls by itself where the page is narrow. */
export function htmlTable(
  caption: string,
  columns: readonly HtmlColumn[],
  rows: readonly HtmlRow[],
): SafeHtml {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ header, kind }) => html`<th scope="col" class="${kind}">${header}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => tableRow(columns, row))}</tbody>
</table></div>
`;
}

function tableRow(columns: readonly HtmlColumn[], row: HtmlRow): SafeHtml {
  const cells = row.cells.map((cell, index) => {
    const kind = columns[index]?.kind ?? "text";
    return index === 0
      ? html`<th scope="row" class="${kind}">${cell}</th>`
      : html`<td class="${kind}">${cell}</td>`;
  });
  return html`<tr class="${row.className ?? "plain"}">${cells}</tr>
`;
}
