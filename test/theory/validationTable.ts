import type { CaseMeasurement } from "./measureCase.ts";
import type { TheoryCase } from "./TheoryCase.ts";

export interface MeasuredCase {
  readonly theory: TheoryCase;
  readonly measured: CaseMeasurement;
}

/** The Markdown of the table in docs/validation.md. Times in service times (all have a mean of one second). */
export function validationTable(rows: readonly MeasuredCase[]): string {
  const head = [
    "| Queue | Quantity | Exact | Simulated | 99 % interval | Difference | Requests |",
    "|---|---|--:|--:|--:|--:|--:|",
  ];
  const lines: string[] = [];
  let family = "";
  for (const { theory, measured } of rows) {
    if (theory.family !== family) lines.push(`| **${theory.family}** | | | | | | |`);
    family = theory.family;
    const { low, mean, high, runs, requests } = measured;
    const difference = (mean / theory.exact - 1) * 100;
    const cells = [
      theory.name,
      theory.quantity,
      digits(theory.exact),
      digits(mean),
      `${digits(low)} – ${digits(high)}`,
      `${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(1)} %`,
      `${requests}${runs === 2 ? " (second run)" : ""}`,
    ];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return [...head, ...lines].join("\n");
}

function digits(value: number): string {
  return value.toPrecision(4);
}
