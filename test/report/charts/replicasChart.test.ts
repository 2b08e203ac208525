import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { palette } from "../../../src/report/charts/palette.ts";
import { replicasChart } from "../../../src/report/charts/replicasChart.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { curvesOf, readChart, shownAt } from "./readChart.ts";

const result = gpuSurgeResult({ ending: "rolled-back" });
const window = { startSeconds: 300, endSeconds: 3000 };
const marks = [{ minute: 10, label: "deploy", kind: "milestone", lane: 1 }] as const;
const panelsOf = (shown = result) => readChart(replicasChart(shown, window, marks, chartLanes(shown))).panels;

describe("the chart of replicas", () => {
  it("shows the replicas of each version by state as they were read at the end of each row", () => {
    for (const [index, role] of (["canary", "primary"] as const).entries()) {
      const [layer] = curvesOf(panelsOf()[index]!);
      const { atSeconds, intervalSeconds, [role]: version } = result.timeline;
      const ends = atSeconds.map((seconds) => seconds + intervalSeconds);
      const isShown = (_: unknown, row: number) =>
        ends[row]! >= window.startSeconds && ends[row]! < window.endSeconds;
      for (const state of ["running", "draining", "starting", "requested"] as const) {
        const shown = ends.map((seconds) => shownAt(layer!, state, seconds));
        expect(shown.filter(isShown), `${role} ${state}`).toEqual(
          version[`${state}Replicas`].filter(isShown),
        );
      }
      expect(layer?.encoding.y?.axis).toMatchObject({
        title: `${role} (replicas)`,
        tickMinStep: 1,
        format: "d",
      });
    }
  });

  it("stacks those that run at the bottom and those that wait for a node on top, each in its colour", () => {
    const states = ["running", "draining", "starting", "requested"] as const;
    for (const panel of panelsOf()) {
      const [layer] = curvesOf(panel);
      expect(layer?.mark.type).toBe("area");
      expect(layer?.folded).toEqual({ fold: states, as: ["state", "count"] });
      expect(layer?.calculated).toEqual([
        { calculate: 'indexof(["running","draining","starting","requested"], datum.state)', as: "order" },
      ]);
      expect(layer?.encoding.order?.field).toBe("order");
      expect(layer?.encoding.y?.stack).toBe("zero");
      expect(layer?.encoding.fill?.scale).toEqual({
        domain: states,
        range: states.map((state) => palette[state]),
      });
    }
  });

  it("has one scale for both versions, up to the tallest stack of either", () => {
    const topsOf = (shown: typeof result) =>
      panelsOf(shown).map((panel) => curvesOf(panel)[0]?.encoding.y?.scale?.domain[1]);
    const { timeline } = result;
    const ones = timeline.atSeconds.map(() => 1);
    const counts = (amount: number) => ({
      runningReplicas: ones,
      drainingReplicas: ones.map(() => 2 * amount),
      startingReplicas: ones.map(() => 4 * amount),
      requestedReplicas: ones.map((_, row) => (row === 9 ? 8 * amount : 0)),
    });
    for (const role of ["canary", "primary"] as const) {
      const other = role === "canary" ? "primary" : "canary";
      const changed = {
        ...timeline,
        [role]: { ...timeline[role], ...counts(1) },
        [other]: { ...timeline[other], ...counts(0) },
      };
      expect(topsOf({ ...result, timeline: changed })).toEqual([15, 15]);
    }
    const none = { ...counts(0), runningReplicas: ones.map(() => 0) };
    const empty = {
      ...timeline,
      canary: { ...timeline.canary, ...none },
      primary: { ...timeline.primary, ...none },
    };
    expect(topsOf({ ...result, timeline: empty })).toEqual([1, 1]);
  });

  it("labels the milestones above the canary alone", () => {
    const marked = panelsOf().map(({ layers }) => layers.map(({ mark }) => mark.type).slice(1));
    expect(marked).toEqual([["rule", "text"], ["rule"]]);
  });
});
