import { mostBuckets, queueCurve } from "../../runs/curves/describeCurves.ts";
import { rowBuckets } from "../../runs/curves/rowBuckets.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import { formatDuration } from "../text/formatDuration.ts";
import { levelBandLayer } from "./bandLayer.ts";
import type { Chart } from "./Chart.ts";
import type { ChartWindow } from "./ChartWindow.ts";
import { type ChartLanes, withBands, withOmission } from "./chartLanes.ts";
import { chartSpec } from "./chartSpec.ts";
import { eachLane } from "./lanePhrases.ts";
import { markLayers } from "./markLayers.ts";
import type { TimeMark } from "./TimeMark.ts";
import { versionLines } from "./versionLines.ts";

/** Requests that wait at routers, by version. */
export function queueChart(
  result: SimulationResult,
  window: ChartWindow,
  marks: readonly TimeMark[],
  { lanes, omission }: ChartLanes,
): Chart {
  const title = "Requests waiting at the routers";
  const description = `Requests that wait for a free replica over time, ${eachLane(lanes, "for")}.`;
  const { timeline } = result;
  const [{ lengthSeconds } = { lengthSeconds: timeline.intervalSeconds }] = rowBuckets(
    timeline,
    mostBuckets.queue,
  );
  const rowLength = formatDuration(timeline.intervalSeconds);
  const length = formatDuration(lengthSeconds);
  const subtitle =
    rowLength === length ? `read every ${rowLength}` : `read every ${rowLength}; the most of each ${length}`;
  const curves = lanes.map((lane) => ({ lane, curve: queueCurve(timeline, lane.timeline) }));
  const lines = versionLines(
    curves[0]?.curve.seconds ?? [],
    curves.map(({ lane, curve: { values } }) => ({ lane, values })),
    window,
    {
      x: "labelled",
      yTitle: "waiting (requests)",
      wholeNumbers: "yes",
      most: Math.max(0, ...lanes.flatMap(({ bands }) => bands?.queue.high ?? [])),
    },
  );
  const bandLayers = lanes.flatMap(({ bands, color }) =>
    bands === null ? [] : [levelBandLayer(bands.queue, window, { color, x: "labelled", y: lines.y })],
  );
  return {
    name: "queue",
    title,
    description,
    spec: chartSpec(result, window, {
      title,
      subtitle: withOmission(withBands(subtitle, lanes), omission),
      description,
      panels: [
        {
          heightPixels: 160,
          layers: [...bandLayers, lines.layer, ...markLayers(marks, window, { labels: "milestones" })],
        },
      ],
    }),
  };
}
