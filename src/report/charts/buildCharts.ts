import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Chart } from "./Chart.ts";
import { capacityAndTrafficChart } from "./capacityAndTrafficChart.ts";
import { plotWidthPixels } from "./chartSize.ts";
import { chartWindows } from "./chartWindows.ts";
import { heldChart } from "./heldChart.ts";
import { latencyChart } from "./latencyChart.ts";
import { queueChart } from "./queueChart.ts";
import { replicasChart } from "./replicasChart.ts";
import { requestsChart } from "./requestsChart.ts";
import { timeMarks } from "./timeMarks.ts";
import { tokensChart } from "./tokensChart.ts";

/** All charts of a run, in the order in which a reader wants them. */
export function buildCharts(result: SimulationResult): readonly Chart[] {
  const { whole, rollout } = chartWindows(result);
  const rolloutMarks = timeMarks(result, rollout, plotWidthPixels);
  const wholeMarks = timeMarks(result, whole, plotWidthPixels);
  const tokens = tokensChart(result, whole, wholeMarks);
  return [
    capacityAndTrafficChart(result, rollout, rolloutMarks),
    replicasChart(result, rollout, rolloutMarks),
    heldChart(result, rollout, rolloutMarks),
    latencyChart(result, whole, wholeMarks),
    ...(tokens === null ? [] : [tokens]),
    requestsChart(result, whole, wholeMarks),
    queueChart(result, whole, wholeMarks),
  ];
}
