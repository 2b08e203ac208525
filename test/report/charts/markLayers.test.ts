import { describe, expect, it } from "vitest";
import { markLayers } from "../../../src/report/charts/markLayers.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import type { TimeMark } from "../../../src/report/charts/TimeMark.ts";
import { type ReadLayer, readLayer } from "./readChart.ts";

const marks: readonly TimeMark[] = [
  { minute: 1, label: "1", kind: "step", lane: 0 },
  { minute: 2, label: "", kind: "step", lane: 0 },
  { minute: 1, label: "deploy", kind: "milestone", lane: 1 },
  { minute: 1.5, label: "to 40 %", kind: "milestone", lane: 2 },
  { minute: 3, label: "", kind: "milestone", lane: 0 },
  { minute: 4, label: "rollback", kind: "rollback", lane: 1 },
];

function layersOf(labels: "all" | "milestones" | "none", shown = marks): readonly ReadLayer[] {
  const layers = markLayers(shown, { startSeconds: 0, endSeconds: 300 }, { labels });
  return layers.map((layer) => readLayer(JSON.parse(JSON.stringify(layer))));
}
const rulesOf = (layers: readonly ReadLayer[]) => layers.filter(({ mark }) => mark.type === "rule");
const textsOf = (layers: readonly ReadLayer[]) => layers.filter(({ mark }) => mark.type === "text");
const labelsOf = (layers: readonly ReadLayer[]) =>
  textsOf(layers).flatMap(({ columns }) =>
    (columns.label ?? []).map((label, row) => [columns.minute?.[row], label]),
  );

describe("marks in a chart", () => {
  it("are a rule at every moment, with a label or without: steps, then milestones, then rollbacks", () => {
    for (const labels of ["all", "milestones", "none"] as const) {
      expect(rulesOf(layersOf(labels)).map(({ columns }) => columns.minute)).toEqual([
        [1, 2],
        [1, 1.5, 3],
        [4],
      ]);
    }
  });

  it("are faint and dashed for a step, dark for a milestone, strong and red for a rollback", () => {
    const [step, milestone, rollback] = rulesOf(layersOf("none")).map(({ mark }) => mark);
    expect(step).toMatchObject({ color: palette.rule, strokeWidth: 1, opacity: 0.8, strokeDash: [2, 3] });
    expect(milestone).toMatchObject({ color: palette.text, strokeWidth: 1, opacity: 1, strokeDash: [] });
    expect(rollback).toMatchObject({ color: palette.failure, strokeWidth: 2.5, opacity: 1, strokeDash: [] });
    const texts = textsOf(layersOf("all")).map(({ mark }) => [mark.color, mark.fontWeight]);
    expect(texts[0]).toEqual([palette.faintText, "normal"]);
    expect(texts[1]).toEqual([palette.text, "normal"]);
    expect(texts.at(-1)).toEqual([palette.failure, "bold"]);
  });

  it("have the labels that are asked for, and no empty ones", () => {
    const milestones = [
      [1, "deploy"],
      [1.5, "to 40 %"],
      [4, "rollback"],
    ];
    expect(labelsOf(layersOf("all"))).toEqual(
      [[1, 1], ...milestones].map(([at, label]) => [at, String(label)]),
    );
    expect(labelsOf(layersOf("milestones"))).toEqual(milestones);
    expect(labelsOf(layersOf("none"))).toEqual([]);
  });

  it("stand in rows above the plot, the lowest just above it, also where steps have no labels", () => {
    const heights = (labels: "all" | "milestones") =>
      textsOf(layersOf(labels)).flatMap(({ columns, mark, encoding }) => {
        expect(encoding.y).toEqual({ value: 0 });
        expect(encoding.text).toEqual({ field: "label", type: "nominal" });
        expect(mark.baseline).toBe("bottom");
        return (columns.label ?? []).map((label) => [label, mark.dy]);
      });
    expect(heights("all")).toEqual([
      ["1", -4],
      ["deploy", -19],
      ["to 40 %", -34],
      ["rollback", -19],
    ]);
    expect(heights("milestones")).toEqual([
      ["deploy", -4],
      ["to 40 %", -19],
      ["rollback", -4],
    ]);
  });

  it("are no layer where there is no moment of their kind", () => {
    expect(layersOf("all", [])).toEqual([]);
    expect(rulesOf(layersOf("all", marks.slice(-1)))).toHaveLength(1);
  });
});
