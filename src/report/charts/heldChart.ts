import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Chart } from "./Chart.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { chartSpec } from "./chartSpec.ts";
import { heldResources } from "./heldResources.ts";
import { inlineTable } from "./inlineTable.ts";
import { levelColumns } from "./levelColumns.ts";
import { markLayers } from "./markLayers.ts";
import { palette } from "./palette.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

/** GPUs (or, without any, replicas) held, against what may be held. */
export function heldChart(result: SimulationResult, window: ChartWindow, marks: readonly TimeMark[]): Chart {
  const { unit, held, bound, onNodes } = heldResources(result);
  const isBound = bound.some((value) => value !== null);
  const rule = result.words.bound;
  const what = unit === "GPUs" ? "GPUs held" : "Replicas held";
  const title = !isBound
    ? what
    : `${what} against ${rule === undefined ? "the surge bound" : "what may be held"}`;
  const nodes = onNodes === null ? "" : ", and those on nodes";
  const against = isBound ? `, against ${rule ?? "what the surge allows"}` : "";
  const versions = result.versions.length > 2 ? "all" : "both";
  const description = `What the replicas of ${versions} versions hold over time, in ${unit}${against}${nodes}.`;
  const bounds = bound.filter((value) => value !== null);
  const most = 1.08 * Math.max(1, ...held, ...bounds, ...(onNodes ?? []));
  const layers: ChartLayer[] = [
    ...(onNodes === null ? [] : [areaLayer(result, window, onNodes, most)]),
    lineLayer(result, window, { held, bound: isBound ? bound : null, most, unit }),
    ...markLayers(marks, window, { labels: "milestones" }),
  ];
  return {
    name: unit === "GPUs" ? "gpus-held" : "replicas-held",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: "held: by replicas that start, run or drain; each point is the most within its interval",
      description,
      panels: [{ heightPixels: 220, layers }],
    }),
  };
}

function areaLayer(
  result: SimulationResult,
  window: ChartWindow,
  onNodes: readonly number[],
  most: number,
): ChartLayer {
  return {
    data: inlineTable(levelColumns(result.timeline.atSeconds, { amount: onNodes }, window)),
    mark: { type: "area", interpolate: "step-after", opacity: 1 },
    encoding: {
      x: timeScale(window, { axis: "labelled" }),
      y: { field: "amount", type: "quantitative", stack: null, scale: { domain: [0, most] } },
      fill: {
        datum: "on nodes (used or idle)",
        scale: { domain: ["on nodes (used or idle)"], range: [palette.requested] },
        legend: { symbolType: "square" },
      },
    },
  };
}

function lineLayer(
  result: SimulationResult,
  window: ChartWindow,
  lines: {
    readonly held: readonly number[];
    /** `null`: nothing ever bounds it. */
    readonly bound: readonly (number | null)[] | null;
    readonly most: number;
    readonly unit: string;
  },
): ChartLayer {
  const { held, bound } = lines;
  const names = ["held by replicas", ...(bound === null ? [] : ["allowed by the surge"])];
  const columns = { "held by replicas": held, ...(bound === null ? {} : { "allowed by the surge": bound }) };
  const levels = levelColumns<number | null>(result.timeline.atSeconds, columns, window);
  const hasGaps = bound?.includes(null) ?? false;
  return {
    data: inlineTable(levels),
    transform: [{ fold: names, as: ["series", "amount"] }],
    mark: {
      type: "line",
      interpolate: "step-after",
      strokeWidth: 2.5,
      ...(hasGaps ? { invalid: "break-paths-show-path-domains" } : {}),
    },
    encoding: {
      x: timeScale(window, { axis: "labelled" }),
      y: {
        field: "amount",
        type: "quantitative",
        scale: { domain: [0, lines.most] },
        axis: { title: lines.unit, tickMinStep: 1 },
      },
      stroke: {
        field: "series",
        type: "nominal",
        scale: { domain: names, range: [palette.primary, palette.bound] },
        legend: { symbolType: "stroke", ...boundLegend(result.words.bound) },
      },
      strokeDash: {
        field: "series",
        type: "nominal",
        scale: {
          domain: names,
          range: [
            [1, 0],
            [6, 4],
          ],
        },
      },
    },
  };
}

/** The words of the system in place of the surge. */
function boundLegend(bound: string | undefined): { readonly labelExpr?: string } {
  if (bound === undefined) return {};
  return { labelExpr: `datum.label == "allowed by the surge" ? ${JSON.stringify(bound)} : datum.label` };
}
