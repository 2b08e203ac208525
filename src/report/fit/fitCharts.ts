import type { TopLevelSpec } from "vega-lite";
import type { ArrivalsFit } from "../../fit/arrivals/fitArrivals.ts";
import { expectedOf, type StepRate } from "../../fit/arrivals/StepRate.ts";
import type { DeploymentFit } from "../../fit/DeploymentFit.ts";
import { curveOf } from "../../fit/distributions/DistributionCurve.ts";
import type { DistributionFit } from "../../fit/distributions/fitDistribution.ts";
import type { Chart } from "../charts/Chart.ts";
import type { ChartLayer } from "../charts/ChartLayer.ts";
import { chartConfig } from "../charts/chartConfig.ts";
import { plotWidthPixels } from "../charts/chartSize.ts";
import { inlineTable } from "../charts/inlineTable.ts";
import { palette } from "../charts/palette.ts";
import { plainText } from "../text/plainText.ts";

const timeUnits = [
  { name: "hours", seconds: 3600 },
  { name: "minutes", seconds: 60 },
  { name: "seconds", seconds: 1 },
] as const;
const heightPixels = 260;
const fittedPoints = 160;
const domain = ["measured", "fitted"];
const range = [palette.canary, palette.primary];

/** Measured against fitted: the times and sizes of each deployment by the share that is longer, and its arrivals over time. */
export function fitCharts(fits: readonly DeploymentFit[]): readonly Chart[] {
  return fits.flatMap((fit, index) => {
    const name = (what: string) => `${what}-${index + 1}`;
    const { arrivals, serviceTimes, startUp, inputTokens, outputTokens, path } = fit;
    return [
      ...(arrivals === null || arrivals.measured.fromSeconds.length < 2
        ? []
        : [arrivalsChart(name("arrivals"), fit.name, arrivals)]),
      ...tailChart(
        name("service-time"),
        fit.name,
        serviceTimes?.distribution ?? null,
        times("Service times"),
      ),
      ...tailChart(name("way"), fit.name, path?.idle ?? null, times("The way to a replica and back")),
      ...tailChart(name("start-up"), fit.name, startUp, times("Start-ups of replicas")),
      ...tailChart(name("input-tokens"), fit.name, inputTokens, tokens("Input tokens")),
      ...tailChart(name("output-tokens"), fit.name, outputTokens, tokens("Output tokens")),
    ];
  });
}

interface Quantity {
  readonly title: string;
  readonly axis: string;
}

function times(title: string): Quantity {
  return { title, axis: "seconds" };
}

function tokens(title: string): Quantity {
  return { title, axis: "tokens" };
}

/** The share of values above each value, both axes logarithmic, so that the tail is seen. */
function tailChart(
  name: string,
  deployment: string,
  fit: DistributionFit | null,
  { title, axis }: Quantity,
): readonly Chart[] {
  if (fit === null || fit.distribution.kind === "fixed") return [];
  const curve = curveOf(fit.distribution);
  const least = 0.5 / fit.observed;
  const measured = fit.measured.values
    .map((value, index) => ({ value, share: 1 - fit.measured.shares[index]! }))
    .filter(({ value, share }) => value > 0 && share >= least / 2);
  if (measured.length < 2) return [];
  const low = measured[0]!.value;
  const high = measured.at(-1)!.value * 1.1;
  const fitted = Array.from({ length: fittedPoints }, (_, index) => {
    const value = low * (high / low) ** (index / (fittedPoints - 1));
    return { value, share: curve.upper(value) };
  }).filter(({ share }) => share >= least);
  const rows = [
    ...measured.map((row) => ({ ...row, what: "measured" })),
    ...fitted.map((row) => ({ ...row, what: "fitted" })),
  ];
  const data = inlineTable({
    value: rows.map(({ value }) => Number(value.toPrecision(6))),
    percent: rows.map(({ share }) => Number((100 * share).toPrecision(6))),
    what: rows.map(({ what }) => what),
  });
  const x = {
    field: "value",
    type: "quantitative",
    scale: { type: "log", nice: false },
    axis: { title: axis, tickCount: 8 },
  } as const;
  const y = {
    field: "percent",
    type: "quantitative",
    scale: { type: "log", nice: false },
    axis: { title: "share above it (%)", tickCount: 6 },
  } as const;
  const colour = { field: "what", type: "nominal", scale: { domain, range } } as const;
  const layers: readonly ChartLayer[] = [
    {
      data,
      transform: [{ filter: "datum.what === 'measured'" }],
      mark: { type: "point", filled: true, size: 22, opacity: 0.8 },
      encoding: { x, y, color: { ...colour, legend: { symbolType: "circle" } } },
    },
    {
      data,
      transform: [{ filter: "datum.what === 'fitted'" }],
      mark: { type: "line", strokeWidth: 2 },
      encoding: { x, y, color: colour },
    },
  ];
  const subtitle = `${fit.distribution.kind} of ${fit.observed} values, KS distance ${fit.goodness.ksDistance.toFixed(3)}`;
  const description = `The share of ${title.toLowerCase()} above each value, measured and fitted, on logarithmic axes.`;
  return [
    chartOf({ name, title: `${title}, measured and fitted`, deployment, subtitle, description, layers }),
  ];
}

function arrivalsChart(name: string, deployment: string, fit: ArrivalsFit): Chart {
  const { fromSeconds, requestsPerSecond } = fit.measured;
  const fitted = fittedRates(fit);
  const unit = timeUnits.find(({ seconds }) => (fromSeconds.at(-1) ?? 0) >= 3 * seconds) ?? timeUnits[2];
  const data = inlineTable({
    at: [...fromSeconds, ...fromSeconds].map((seconds) => seconds / unit.seconds),
    rate: [...requestsPerSecond, ...fitted],
    what: [...fromSeconds.map(() => "measured"), ...fromSeconds.map(() => "fitted")],
  });
  const layers: readonly ChartLayer[] = [
    {
      data,
      mark: { type: "line", interpolate: "step-after", strokeWidth: 1.6 },
      encoding: {
        x: { field: "at", type: "quantitative", scale: { nice: false }, axis: { title: unit.name } },
        y: {
          field: "rate",
          type: "quantitative",
          scale: { zero: true, nice: true },
          axis: { title: "requests a second", tickCount: 5 },
        },
        color: { field: "what", type: "nominal", scale: { domain, range }, legend: { symbolType: "stroke" } },
      },
    },
  ];
  const width = (fromSeconds[1] ?? 1) - (fromSeconds[0] ?? 0);
  return chartOf({
    name,
    title: "Arrivals, measured and fitted",
    deployment,
    subtitle: `${fit.arrivals.kind}; measured in windows of ${Number(width.toPrecision(3))} s`,
    description: "Requests a second over time, measured in windows, and the fitted rate.",
    layers,
  });
}

/** The mean rate of what was fitted within each measured window. */
function fittedRates({ arrivals, measured }: ArrivalsFit): readonly number[] {
  const { fromSeconds } = measured;
  const width = (fromSeconds[1] ?? 1) - (fromSeconds[0] ?? 0);
  const steps = stepsOf(arrivals);
  if (steps === null) return fromSeconds.map(() => steadyRate(arrivals));
  const expected = expectedOf(steps);
  return fromSeconds.map((from) => (expected(from + width) - expected(from)) / width);
}

function stepsOf(arrivals: ArrivalsFit["arrivals"]): StepRate | null {
  if (arrivals.kind === "schedule") {
    return {
      fromSeconds: arrivals.points.map(({ atSeconds }) => atSeconds),
      requestsPerSecond: arrivals.points.map(({ requestsPerSecond }) => requestsPerSecond),
    };
  }
  if (arrivals.kind !== "daily" || arrivals.curve.shape !== "hours") return null;
  const { curve, startHour } = arrivals;
  const hours = Array.from({ length: 24 * 31 }, (_, hour) => hour);
  return {
    fromSeconds: hours.map((hour) => Math.max((hour - (startHour % 1)) * 3600, 0)),
    requestsPerSecond: hours.map(
      (hour) => curve.requestsPerSecond * curve.hourFactors[(hour + Math.floor(startHour)) % 24]!,
    ),
  };
}

function steadyRate(arrivals: ArrivalsFit["arrivals"]): number {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
    case "gamma":
      return arrivals.requestsPerSecond;
    case "mmpp": {
      const [first, second] = arrivals.states;
      const seconds = first.meanSeconds + second.meanSeconds;
      return (
        (first.requestsPerSecond * first.meanSeconds + second.requestsPerSecond * second.meanSeconds) /
        seconds
      );
    }
    default:
      throw new Error(`Arrivals of the kind ${arrivals.kind} have no steady rate.`);
  }
}

function chartOf(chart: {
  readonly name: string;
  readonly title: string;
  readonly deployment: string;
  readonly subtitle: string;
  readonly description: string;
  readonly layers: readonly ChartLayer[];
}): Chart {
  const { name, title, description } = chart;
  const shown = plainText(chart.deployment).slice(0, 60);
  const spec: TopLevelSpec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description,
    // Beside another word no name is one of vega's signals.
    title: { text: title, subtitle: [`deployment ${shown}`, chart.subtitle] },
    config: chartConfig,
    width: plotWidthPixels,
    height: heightPixels,
    layer: [...chart.layers],
  };
  return { name, title, description, spec };
}
