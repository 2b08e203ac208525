import { describe, expect, it } from "vitest";
import { heldChart } from "../../../src/report/charts/heldChart.ts";
import { heldResources } from "../../../src/report/charts/heldResources.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { curvesOf, readChart, shownAt } from "./readChart.ts";

const withGpus = gpuSurgeResult();
const withoutGpus = { ...withGpus, summary: { ...withGpus.summary, peakGpus: 0, peakNodeGpus: 0 } };
const window = { startSeconds: 300, endSeconds: 3000 };
const marks = [
  { minute: 10, label: "1", kind: "step", lane: 0 },
  { minute: 10, label: "deploy", kind: "milestone", lane: 1 },
] as const;
const chartOf = (result: SimulationResult) => heldChart(result, window, marks);
const layersOf = (result: SimulationResult) => curvesOf(readChart(chartOf(result)).panels[0]!);

describe("the chart of what is held", () => {
  it("shows row by row what replicas hold, what the surge allows, and what nodes have", () => {
    const { held, bound, onNodes } = heldResources(withGpus);
    const [nodes, lines] = layersOf(withGpus);
    expect(nodes?.encoding.y?.field).toBe("amount");
    expect(lines?.folded?.fold).toEqual(["held by replicas", "allowed by the surge"]);
    const { atSeconds } = withGpus.timeline;
    const isShown = (_: unknown, row: number) =>
      atSeconds[row]! >= window.startSeconds && atSeconds[row]! < window.endSeconds;
    const shown = (layer: typeof nodes, column: string) =>
      atSeconds.map((seconds) => shownAt(layer!, column, seconds)).filter(isShown);
    expect(shown(lines, "held by replicas")).toEqual(held.filter(isShown));
    expect(shown(lines, "allowed by the surge")).toEqual(bound.filter(isShown));
    expect(shown(nodes, "amount")).toEqual(onNodes?.filter(isShown));
  });

  it("has no nodes where replicas are counted, and says what it counts", () => {
    expect(layersOf(withoutGpus).map(({ mark }) => mark.type)).toEqual(["line"]);
    expect(layersOf(withGpus).map(({ mark }) => mark.type)).toEqual(["area", "line"]);
    expect(layersOf(withoutGpus)[0]?.encoding.y?.axis).toEqual({ title: "replicas", tickMinStep: 1 });
    expect(layersOf(withGpus)[1]?.encoding.y?.axis).toEqual({ title: "GPUs", tickMinStep: 1 });
    expect(chartOf(withoutGpus)).toMatchObject({
      name: "replicas-held",
      title: "Replicas held against the surge bound",
      description:
        "What the replicas of both versions hold over time, in replicas, against what the surge allows.",
    });
    expect(chartOf(withGpus)).toMatchObject({
      name: "gpus-held",
      title: "GPUs held against the surge bound",
      description:
        "What the replicas of both versions hold over time, in GPUs, against what the surge allows, and those on nodes.",
    });
  });

  it("leaves a little room above the most, for all of its layers on one scale", () => {
    const topsOf = (result: SimulationResult) =>
      layersOf(result).map(({ encoding }) => encoding.y?.scale?.domain[1]);
    const { timeline } = withGpus;
    const grown = (columns: Partial<typeof timeline>) => ({
      ...withGpus,
      timeline: { ...timeline, ...columns },
    });
    const twenty = timeline.gpusHeld.map((_, row) => (row === 100 ? 20 : 1));
    for (const name of ["gpusHeld", "gpuBound", "nodeGpus"] as const) {
      const [area, line] = topsOf(grown({ [name]: twenty }));
      expect(area, name).toBeCloseTo(21.6, 9);
      expect(line, name).toBe(area);
    }
    const none = timeline.gpusHeld.map(() => 0);
    expect(topsOf(grown({ gpusHeld: none, gpuBound: none, nodeGpus: none }))).toEqual([1.08, 1.08]);
  });

  it("draws nodes as a grey area behind, what is held in blue, and the bound black and dashed", () => {
    const [nodes, lines] = layersOf(withGpus);
    expect(nodes?.encoding.fill?.scale).toEqual({
      domain: ["on nodes (used or idle)"],
      range: [palette.requested],
    });
    expect(nodes?.encoding.y?.stack).toBeNull();
    expect(lines?.encoding.stroke?.scale?.range).toEqual([palette.primary, palette.bound]);
    expect(lines?.encoding.strokeDash?.scale?.range).toEqual([
      [1, 0],
      [6, 4],
    ]);
  });

  it("labels milestones alone, and marks steps too", () => {
    const [{ layers } = { layers: [] }] = readChart(chartOf(withGpus)).panels;
    expect(layers.slice(2).map(({ mark }) => mark.type)).toEqual(["rule", "rule", "text"]);
  });

  it("has no line of a bound where nothing ever bounds what is held", () => {
    const unbound = withGpus.timeline.gpuBound.map(() => null);
    const free = { ...withGpus, timeline: { ...withGpus.timeline, gpuBound: unbound } };
    expect(layersOf(free)[1]?.folded?.fold).toEqual(["held by replicas"]);
    expect(chartOf(free).title).toBe("GPUs held");
  });

  it("breaks the line of the bound where nothing bounds what is held for a while", () => {
    const gaps = withGpus.timeline.gpuBound.map((bound, row) => (row > 200 && row < 300 ? null : bound));
    const [, lines] = layersOf({ ...withGpus, timeline: { ...withGpus.timeline, gpuBound: gaps } });
    expect(lines?.folded?.fold).toContain("allowed by the surge");
    expect(lines?.mark).toMatchObject({ invalid: "break-paths-show-path-domains" });
    expect(layersOf(withGpus)[1]?.mark).not.toHaveProperty("invalid");
  });

  it("says in the words of the system what bounds it", () => {
    const words = { ...withGpus.words, bound: "replicas + maxSurge" };
    const chart = chartOf({ ...withGpus, words });
    expect(chart.title).toBe("GPUs held against what may be held");
    expect(chart.description).toContain(", against replicas + maxSurge, and those on nodes.");
    expect(JSON.stringify(chart.spec)).toContain('? \\"replicas + maxSurge\\" : datum.label');
  });
});
