import { formatNumber } from "./formatNumber.ts";

/** A percentage with its sign. What is above 0 but would round to 0 is written `<0.01 %`: it is not nothing. */
export function formatPercent(percent: number, decimals = 2): string {
  const smallest = 10 ** -decimals;
  if (percent > 0 && percent < smallest / 2) return `<${formatNumber(smallest, decimals)} %`;
  return `${formatNumber(percent, decimals)} %`;
}
