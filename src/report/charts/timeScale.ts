import type { PositionFieldDef } from "vega-lite/types_unstable/channeldef.js";
import { roundTo } from "../text/roundTo.ts";
import type { ChartWindow } from "./ChartWindow.ts";

/** The x channel that all layers of a chart share: minutes over exactly the window. */
export function timeScale(
  window: ChartWindow,
  options: { readonly axis: "labelled" | "bare" },
): PositionFieldDef<string> {
  return {
    field: "minute",
    type: "quantitative",
    scale: {
      domain: [roundTo(window.startSeconds / 60, 4), roundTo(window.endSeconds / 60, 4)],
      nice: false,
      zero: false,
    },
    axis:
      options.axis === "labelled"
        ? { title: "time since the start (min)" }
        : { title: null, labels: false, ticks: false },
  };
}
