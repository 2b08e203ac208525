import { isSingle, type RunSet } from "../../runs/RunSet.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Chart } from "./Chart.ts";
import { capacityAndTrafficChart } from "./capacityAndTrafficChart.ts";
import { chartLanes } from "./chartLanes.ts";
import { plotWidthPixels } from "./chartSize.ts";
import { chartWindows } from "./chartWindows.ts";
import { heldChart } from "./heldChart.ts";
import { latencyChart } from "./latencyChart.ts";
import { queueChart } from "./queueChart.ts";
import { replicasChart } from "./replicasChart.ts";
import { requestsChart } from "./requestsChart.ts";
import { timeMarks } from "./timeMarks.ts";
import { tokensChart } from "./tokensChart.ts";

/** All charts of a run, in the order in which a reader wants them; where it is one of several, with the bands of all behind it. */
export function buildCharts(result: SimulationResult, runs?: RunSet): readonly Chart[] {
  const { whole, rollout } = chartWindows(result);
  const rolloutMarks = timeMarks(result, rollout, plotWidthPixels);
  const wholeMarks = timeMarks(result, whole, plotWidthPixels);
  const lanes = chartLanes(result, runs === undefined || isSingle(runs) ? null : runs.bands);
  const tokens = tokensChart(result, whole, wholeMarks, lanes);
  return [
    capacityAndTrafficChart(result, rollout, rolloutMarks, lanes),
    replicasChart(result, rollout, rolloutMarks, lanes),
    heldChart(result, rollout, rolloutMarks),
    latencyChart(result, whole, wholeMarks, lanes),
    ...(tokens === null ? [] : [tokens]),
    requestsChart(result, whole, wholeMarks, lanes),
    queueChart(result, whole, wholeMarks, lanes),
  ];
}
