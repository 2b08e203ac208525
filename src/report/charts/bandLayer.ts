import type { PositionFieldDef } from "vega-lite/types_unstable/channeldef.js";
import type { Band } from "../../runs/curves/RunBands.ts";
import type { ChartLayer } from "./ChartLayer.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { inlineTable } from "./inlineTable.ts";
import { levelColumns } from "./levelColumns.ts";
import { timeScale } from "./timeScale.ts";

const opacity = 0.28;

interface BandStyle {
  readonly color: string;
  readonly x: "labelled" | "bare";
  /** As the lines of the same panel have it, so that both are one scale and one axis. */
  readonly y: Pick<PositionFieldDef<string>, "scale" | "axis">;
}

/** A band of levels, each of which holds until the next. */
export function levelBandLayer(band: Band, window: ChartWindow, style: BandStyle): ChartLayer {
  const { low, high } = band;
  const levels = levelColumns(band.seconds, { low, high }, window);
  return bandLayer({ minute: [], low: [], high: [], ...levels }, window, style, "step-after");
}

/** A band between points; where there is no value, there is a gap. */
export function pointBandLayer(band: Band<number | null>, window: ChartWindow, style: BandStyle): ChartLayer {
  const { low, high } = band;
  const minute = band.seconds.map((seconds) => seconds / 60);
  return bandLayer({ minute, low, high }, window, style, "linear");
}

function bandLayer(
  columns: Readonly<Record<"minute" | "low" | "high", readonly (number | null)[]>>,
  window: ChartWindow,
  { color, x, y }: BandStyle,
  interpolate: "step-after" | "linear",
): ChartLayer {
  return {
    data: inlineTable(columns),
    mark: { type: "area", interpolate, color, opacity, invalid: "break-paths-show-path-domains" },
    encoding: {
      x: timeScale(window, { axis: x }),
      y: { field: "low", type: "quantitative", ...y },
      y2: { field: "high" },
    },
  };
}
