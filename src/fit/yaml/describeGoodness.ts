import type { ArrivalsFit } from "../arrivals/fitArrivals.ts";
import type { DistributionFit } from "../distributions/fitDistribution.ts";
import type { ParameterEstimate } from "../distributions/ParameterEstimate.ts";
import { significant } from "./writtenDistribution.ts";

/** How well a distribution fits, on one line: its kind, its standard errors, distances, and the errors of three quantiles. */
export function describeGoodness(fit: DistributionFit, write: (value: number) => string): string {
  const { distribution, parameters, goodness, observed, cutOff, tried } = fit;
  const test = goodness.andersonDarling?.pValue;
  const next = tried.find(({ kind }) => kind !== distribution.kind);
  const quantiles = goodness.quantiles.map(
    ({ percent, errorPercent }) => `p${percent} ${errorPercent === null ? "0" : signed(errorPercent)}`,
  );
  return [
    `${distribution.kind} of ${observed} values${cutOff > 0 ? `, ${cutOff} more cut off` : ""}`,
    describeParameters(parameters, write),
    `KS distance ${goodness.ksDistance.toFixed(3)}`,
    test === undefined || test === null
      ? ""
      : `Anderson-Darling p ${test < 0.001 ? "below 0.001" : test.toFixed(3)}`,
    quantiles.length === 0 ? "" : `fitted over measured ${quantiles.join(", ")}`,
    distribution.kind === "quantiles" && tried.length > 0
      ? `no ${tried.map(({ kind }) => kind).join(", ")} is near`
      : "",
    distribution.kind !== "quantiles" && next !== undefined
      ? `${next.kind} is worse by ${significant(next.bicAboveBest)} (BIC)`
      : "",
  ]
    .filter((part) => part !== "")
    .join("; ");
}

/** Parameters with their standard errors; sigmas and other numbers without a unit as they are. */
export function describeParameters(
  parameters: readonly ParameterEstimate[],
  write: (value: number) => string,
): string {
  return parameters
    .map(({ name, value, standardError }) => {
      const shown = name === "sigma" ? (each: number) => String(significant(each)) : write;
      return `${name} ${shown(value)}${standardError === null ? "" : ` ± ${shown(standardError)}`}`;
    })
    .join(", ");
}

/** How well arrivals fit, on one line. */
export function describeArrivals(fit: ArrivalsFit): string {
  const { arrivals, tried, ksDistance, ksPValue, dispersions, rescaledGapCv } = fit;
  const next = tried.find(({ kind }) => kind !== arrivals.kind);
  const own = tried.find(({ kind }) => kind === arrivals.kind)?.bicAboveBest ?? 0;
  const shown = dispersions.map(
    ({ windowSeconds, measured, fitted }) =>
      `${significant(measured)}${fitted === null ? "" : ` (fitted ${significant(fitted)})`} in ${significant(windowSeconds)} s`,
  );
  return [
    arrivals.kind === "schedule" ? `${arrivals.points.length} steps` : arrivals.kind,
    describeParameters(fit.parameters, (value) => String(significant(value))),
    next === undefined || !Number.isFinite(next.bicAboveBest) ? "" : describeNext(next, own),
    ksDistance === null || ksPValue === null
      ? ""
      : `gaps: KS distance ${ksDistance.toFixed(3)}, p ${ksPValue < 0.001 ? "below 0.001" : ksPValue.toFixed(3)}, CV beside the rate ${(rescaledGapCv ?? 0).toFixed(2)}`,
    shown.length === 0 ? "" : `variance over mean ${shown.join(", ")}`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function describeNext(next: ArrivalsFit["tried"][number], own: number): string {
  const apart = significant(Math.abs(next.bicAboveBest - own));
  return next.bicAboveBest >= own
    ? `${next.kind} is worse by ${apart} (BIC)`
    : `${next.kind} is nearer to the gaps by ${apart} (BIC), but its counts in long windows vary far too little`;
}

function signed(percent: number): string {
  const rounded = Math.abs(percent) < 9.95 ? percent.toFixed(1) : percent.toFixed(0);
  return `${percent > 0 ? "+" : ""}${rounded} %`;
}
