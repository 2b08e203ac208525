import type { LayerSpec, UnitSpec } from "vega-lite/types_unstable/spec/index.js";
import type { ChartWindow } from "./ChartWindow.ts";
import { inlineTable } from "./inlineTable.ts";
import { palette } from "./palette.ts";
import type { TimeMark } from "./TimeMark.ts";
import { timeScale } from "./timeScale.ts";

const laneHeightPixels = 15;

/** Rules at the marked moments and, where asked, their labels above the plot. */
export function markLayers(
  marks: readonly TimeMark[],
  window: ChartWindow,
  options: { readonly labels: "all" | "milestones" | "none" },
): readonly (LayerSpec<string> | UnitSpec<string>)[] {
  const bare = timeScale(window, { axis: "labelled" });
  return (["step", "milestone", "rollback"] as const).flatMap((kind) => {
    const ofKind = marks.filter((mark) => mark.kind === kind);
    if (ofKind.length === 0) return [];
    const color = kind === "rollback" ? palette.failure : kind === "step" ? palette.rule : palette.text;
    const rule: UnitSpec<string> = {
      data: inlineTable({ minute: ofKind.map((mark) => mark.minute) }),
      mark: {
        type: "rule",
        color,
        strokeWidth: kind === "rollback" ? 2.5 : 1,
        strokeDash: kind === "step" ? [2, 3] : [],
        opacity: kind === "step" ? 0.8 : 1,
      },
      encoding: { x: bare },
    };
    const hasLabels = options.labels === "all" || (options.labels === "milestones" && kind !== "step");
    const offset = options.labels === "milestones" ? laneHeightPixels : 0;
    const lanes = hasLabels ? [...new Set(ofKind.map((mark) => mark.lane))] : [];
    const texts = lanes.map((lane): UnitSpec<string> => {
      const labelled = ofKind.filter((mark) => mark.lane === lane && mark.label !== "");
      return {
        data: inlineTable({
          minute: labelled.map((mark) => mark.minute),
          label: labelled.map((mark) => mark.label),
        }),
        mark: {
          type: "text",
          color: kind === "step" ? palette.faintText : color,
          fontSize: 12,
          fontWeight: kind === "rollback" ? "bold" : "normal",
          baseline: "bottom",
          dy: -4 - lane * laneHeightPixels + offset,
        },
        encoding: { x: bare, y: { value: 0 }, text: { field: "label", type: "nominal" } },
      };
    });
    return [rule, ...texts];
  });
}
