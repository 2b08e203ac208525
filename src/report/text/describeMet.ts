import type { ExpectationResult } from "../../simulation/Expectation.ts";
import { describeRunCount } from "./describeRunCount.ts";
import { formatNumber } from "./formatNumber.ts";
import { plainText } from "./plainText.ts";

/** What an expectation found: the figure; of several runs how many met it, and the worst of them. */
export function describeMet({ expectation, actual, worst, metRuns, runs }: ExpectationResult): string {
  if (runs === 1) return `${expectation.field} is ${describeFigure(actual)}`;
  const met = `met in ${describeRunCount(metRuns, runs)}`;
  const isOrder = expectation.comparison !== "=" && expectation.comparison !== "!=";
  return metRuns === runs && !isOrder ? met : `${met}, at worst ${describeFigure(worst)}`;
}

/** A figure of a summary, for people. */
export function describeFigure(value: ExpectationResult["actual"]): string {
  if (value === null) return "not measured";
  return typeof value === "number" ? formatNumber(value, 4) : plainText(value);
}
