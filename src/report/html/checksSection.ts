import type { InvariantResult } from "../../invariants/evidence/InvariantResult.ts";
import type { ExpectationResult } from "../../simulation/Expectation.ts";
import type { ReportInput } from "../ReportInput.ts";
import { formatNumber } from "../text/formatNumber.ts";
import { html, type SafeHtml } from "./html.ts";
import { htmlTable } from "./htmlTable.ts";

/** Expectations of the scenario, then the laws, each with what broke it. */
export function checksSection(input: ReportInput): SafeHtml {
  const { invariants, expectations } = input;
  return html`${expectations.length === 0 ? [] : expectationTable(expectations)}${invariants.length === 0 ? [] : invariantTable(invariants)}`;
}

function expectationTable(expectations: readonly ExpectationResult[]): SafeHtml {
  const table = htmlTable(
    "What the scenario expects of its summary.",
    [
      { header: "Expectation", kind: "text" },
      { header: "Result", kind: "text" },
      { header: "Actual", kind: "number" },
    ],
    expectations.map(({ expectation, passed, actual }) => ({
      cells: [expectation.text, verdict(passed ? "passed" : "failed"), describeActual(actual)],
    })),
  );
  return html`<section aria-labelledby="expectations"><h2 id="expectations">Expectations</h2>
${table}</section>
`;
}

function invariantTable(invariants: readonly InvariantResult[]): SafeHtml {
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

function lawAndViolations({ law, violations }: InvariantResult): SafeHtml {
  if (violations.length === 0) return html`${law}`;
  return html`${law}<ul class="violations">${violations.map((violation) => html`<li>${violation}</li>`)}</ul>`;
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

function describeActual(actual: ExpectationResult["actual"]): string {
  if (actual === null) return "not measured";
  return typeof actual === "number" ? formatNumber(actual, 4) : actual;
}
