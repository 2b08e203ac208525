import type { Comparison, Expectation } from "../simulation/Expectation.ts";
import type { Summary } from "../simulation/result/Summary.ts";
import { describeChoices } from "./problems/describeChoices.ts";
import { simulationOutcomes, summaryFields } from "./summaryFields.ts";

const pattern = /^\s*([A-Za-z]\w*)\s*(<=|>=|!=|==|=|<|>)\s*(\S+)(?:\s+in\s+(\d+(?:\.\d+)?)\s*% of runs)?\s*$/;
const comparisons: Readonly<Record<string, Comparison>> = {
  "<": "<",
  "<=": "<=",
  "=": "=",
  "==": "=",
  "!=": "!=",
  ">=": ">=",
  ">": ">",
};

export type ParsedExpectation =
  | { readonly kind: "expectation"; readonly expectation: Expectation }
  | { readonly kind: "refused"; readonly reason: string };

/** Reads `errorPercent < 0.1`, `outcome = completed`, or either with ` in 90 % of runs` behind it. */
export function parseExpectation(text: string): ParsedExpectation {
  const match = pattern.exec(text);
  if (match === null) {
    return refused(
      "expected <figure> <comparison> <value>, with a comparison <, <=, =, !=, >= or >, and perhaps: in 90 % of runs",
    );
  }
  const [, field, sign, written, share = "100"] = match as unknown as [
    string,
    string,
    string,
    string,
    string?,
  ];
  const comparison = comparisons[sign]!;
  if (!isSummaryField(field)) {
    return refused(
      `unknown figure ${JSON.stringify(field)}; ${describeChoices(field, Object.keys(summaryFields), "figures")}`,
    );
  }
  const runsPercent = Number(share);
  if (runsPercent <= 0 || runsPercent > 100)
    return refused(`found ${share} % of runs; expected above 0 and at most 100 %`);
  const expected = { text: text.trim(), field, comparison, runsPercent };
  if (summaryFields[field] === "outcome") {
    if (comparison !== "=" && comparison !== "!=") return refused(`${field} is compared by = or !=`);
    if (!simulationOutcomes.includes(written)) {
      return refused(
        `unknown outcome ${JSON.stringify(written)}; ${describeChoices(written, simulationOutcomes, "outcomes")}`,
      );
    }
    return { kind: "expectation", expectation: { ...expected, value: written } };
  }
  const value = Number(written);
  if (!Number.isFinite(value)) return refused(`expected a number after ${sign}, in the unit of ${field}`);
  return { kind: "expectation", expectation: { ...expected, value } };
}

function isSummaryField(name: string): name is keyof Summary {
  return Object.hasOwn(summaryFields, name);
}

function refused(reason: string): ParsedExpectation {
  return { kind: "refused", reason };
}
