import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../../src/report/html/escapeHtml.ts";
import { html } from "../../../src/report/html/html.ts";
import { htmlTable } from "../../../src/report/html/htmlTable.ts";
import { readTables } from "./readPage.ts";

describe("a piece of a page", () => {
  it("escapes the texts put into it and keeps pieces and numbers as they are", () => {
    const bold = html`<b>${"a < b"}</b>`;
    expect(bold.markup).toBe("<b>a &lt; b</b>");
    expect(html`${bold}, ${2}, ${'"x"'}, ${[bold, bold]}.`.markup).toBe(
      `${bold.markup}, 2, &quot;x&quot;, ${bold.markup}${bold.markup}.`,
    );
    expect(html`${[]}`.markup).toBe("");
    expect(html``.markup).toBe("");
  });

  it("has an entity for each character that would steer it, and spaces for control characters", () => {
    expect(escapeHtml(`&<>"'`)).toBe("&amp;&lt;&gt;&quot;&#39;");
    expect(escapeHtml("a\u001bb\u202ec")).toBe("a b c");
    expect(escapeHtml("plain; text / = é")).toBe("plain; text / = é");
  });
});

describe("a table of a page", () => {
  const columns = [
    { header: "Time", kind: "moment" },
    { header: "What & why", kind: "text" },
    { header: "Count", kind: "number" },
  ] as const;
  const table = () =>
    htmlTable("All <of> them", columns, [
      { cells: ["0:01", html`<b>up</b>`, "7"] },
      { cells: ["0:02", "<down>", "8", "beyond"], className: "rollback" },
    ]).markup;

  it("has a caption, a header for each column, and the cells of each row", () => {
    expect(readTables(table())).toEqual([
      {
        caption: "All <of> them",
        headers: ["Time", "What & why", "Count"],
        kinds: ["moment", "text", "number"],
        rows: [
          ["0:01", "up", "7"],
          ["0:02", "<down>", "8", "beyond"],
        ],
        rowClasses: ["plain", "rollback"],
      },
    ]);
    expect(readTables(htmlTable("None", columns, []).markup)[0]?.rows).toEqual([]);
  });

  it("heads each row with its first cell, and gives every cell the kind of its column", () => {
    expect(table()).toContain('<tr class="plain"><th scope="row" class="moment">0:01</th>');
    expect(table()).toContain('<td class="text"><b>up</b></td><td class="number">7</td></tr>');
    expect(table()).toContain('<td class="text">beyond</td>');
  });

  it("can be reached and scrolled with the keyboard, under its caption", () => {
    expect(table()).toMatch(
      /^<div class="scroll" role="region" tabindex="0" aria-label="All &lt;of&gt; them">/,
    );
  });
});
