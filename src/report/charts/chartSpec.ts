import type { TopLevelSpec } from "vega-lite";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatClock } from "../text/formatClock.ts";
import { plainText } from "../text/plainText.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { chartConfig } from "./chartConfig.ts";
import { plotWidthPixels } from "./chartSize.ts";

const longestName = 60;

/** The plots of a chart, from top to bottom, all over the same time. */
export interface ChartPanel {
  readonly heightPixels: number;
  readonly layers: readonly ChartLayer[];
}

/** A whole chart: its heading (with the scenario, and which part of the run it shows) over its panels. */
export function chartSpec(
  result: SimulationResult,
  window: ChartWindow,
  chart: {
    readonly title: string;
    readonly subtitle: string;
    readonly description: string;
    readonly panels: readonly ChartPanel[];
  },
): TopLevelSpec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: chart.description,
    title: { text: chart.title, subtitle: [describeRun(result, window), chart.subtitle] },
    config: chartConfig,
    spacing: 14,
    vconcat: chart.panels.map((panel) => ({
      width: plotWidthPixels,
      height: panel.heightPixels,
      layer: [...panel.layers],
    })),
  };
}

function describeRun(result: SimulationResult, window: ChartWindow): string {
  const { horizonSeconds, name } = result.scenario;
  const shown = plainText(name);
  const short = shown.length > longestName ? `${shown.slice(0, longestName - 1)}…` : shown;
  if (window.startSeconds === 0 && window.endSeconds >= horizonSeconds) return asPlainWords(short);
  const span = `${formatClock(window.startSeconds)} to ${formatClock(window.endSeconds)}`;
  return `${short} · ${span} of ${formatClock(horizonSeconds)}`;
}

/** Vega takes a text that names a property of every object (constructor, toString, …) for one of its signals, which is not there. */
function asPlainWords(text: string): string {
  return text in Object.prototype ? `${text} ` : text;
}
