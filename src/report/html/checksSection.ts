import type { InvariantResult } from "../../invariants/evidence/InvariantResult.ts";
import type { ExpectationResult } from "../../simulation/Expectation.ts";
import type { ReportInput } from "../ReportInput.ts";
import { describeBroken } from "../text/describeBroken.ts";
import { describeFigure, describeMet } from "../text/describeMet.ts";
import { html, type SafeHtml } from "./html.ts";
import { htmlTable } from "./htmlTable.ts";

/** Expectations of the scenario, then the laws, each with what broke it. */
export function checksSection(input: ReportInput): SafeHtml {
  const { invariants, expectations } = input;
  return html`${expectations.length === 0 ? [] : expectationTable(expectations)}${invariants.length === 0 ? [] : invariantTable(invariants)}`;
}

function expectationTable(expectations: readonly ExpectationResult[]): SafeHtml {
  const isOver = expectations.some(({ runs }) => runs > 1);
  const table = htmlTable(
    isOver
      ? "What the scenario expects of the summary of every run, or of a share of them."
      : "What the scenario expects of its summary.",
    [
      { header: "Expectation", kind: "text" },
      { header: "Result", kind: "text" },
      isOver ? { header: "Found", kind: "text" } : { header: "Actual", kind: "number" },
    ],
    expectations.map((result) => ({
      cells: [
        result.expectation.text,
        verdict(result.passed ? "passed" : "failed"),
        isOver ? describeMet(result) : describeFigure(result.actual),
      ],
    })),
  );
  return html`<section aria-labelledby="expectations"><h2 id="expectations">Expectations</h2>
${table}</section>
`;
}

function invariantTable(invariants: ReportInput["invariants"]): SafeHtml {
  const table = htmlTable(
    "Laws that every run must keep; what was not run needs something that this run did not have.",
    [
      { header: "Invariant", kind: "moment" },
      { header: "Result", kind: "moment" },
      { header: "Law", kind: "text" },
    ],
    invariants.map((invariant) => ({
      cells: [invariant.id, verdict(invariant.status), lawAndViolations(invariant)],
    })),
  );
  return html`<section aria-labelledby="invariants"><h2 id="invariants">Invariants</h2>
${table}</section>
`;
}

function lawAndViolations(invariant: ReportInput["invariants"][number]): SafeHtml {
  const { law, violations } = invariant;
  if (violations.length === 0) return html`${law}`;
  const broken = describeBroken(invariant);
  return html`${law}${broken === "" ? [] : html` (${broken})`}<ul class="violations">${violations.map((violation) => html`<li>${violation}</li>`)}</ul>`;
}

function verdict(status: InvariantResult["status"]): SafeHtml {
  switch (status) {
    case "passed":
      return html`<span class="badge good">passed</span>`;
    case "failed":
      return html`<span class="badge bad">failed</span>`;
    case "not-run":
      return html`<span class="badge">not run</span>`;
  }
}
