import type { Config } from "vega-lite";
import { palette } from "./palette.ts";

/** What all charts have in common. */
export const chartConfig: Config = {
  background: "#ffffff",
  font: "sans-serif",
  padding: 14,
  aria: true,
  view: { stroke: null },
  mark: { aria: false },
  title: {
    anchor: "start",
    frame: "group",
    fontSize: 17,
    fontWeight: "bold",
    color: palette.text,
    subtitleColor: palette.faintText,
    subtitleFontSize: 12,
    subtitlePadding: 5,
    offset: 14,
  },
  axis: {
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelColor: palette.faintText,
    titleColor: palette.text,
    gridColor: palette.grid,
    domainColor: palette.rule,
    tickColor: palette.rule,
    titlePadding: 8,
  },
  axisY: { domain: false, ticks: false, labelPadding: 6, minExtent: 34 },
  axisX: { grid: false, labelFlush: false, tickCount: 15, zindex: 1 },
  legend: {
    orient: "top",
    direction: "horizontal",
    title: null,
    labelFontSize: 12,
    labelColor: palette.text,
    symbolSize: 160,
    symbolStrokeWidth: 2.5,
    columnPadding: 18,
    labelLimit: 400,
    offset: 8,
  },
};
