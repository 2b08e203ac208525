import { controlLoopSeconds } from "../controller/controlLoopSeconds.ts";
import type { AutoscalingSettings } from "../Deployment.ts";
import { aggregateRequests } from "./aggregateRequests.ts";
import { desiredReplicas } from "./desiredReplicas.ts";
import type { RequestCurve } from "./requestCurve.ts";

/**
 * The first control loop (a multiple of its period) after a moment, and before another, at which the autoscaler wants
 * another number of replicas than at that moment, although no report has come: the average has moved. `null`: none.
 *
 * The average moves one way and the wish follows it, so bisection finds the loop without playing those before it.
 */
export function whenDesiredChanges({
  settings,
  runningReplicas,
  curve,
  nowSeconds,
  untilSeconds,
}: {
  readonly settings: AutoscalingSettings;
  readonly runningReplicas: number;
  readonly curve: RequestCurve | null;
  readonly nowSeconds: number;
  readonly untilSeconds: number;
}): number | null {
  if (curve === null || runningReplicas === 0) return null;
  const loopsASecond = Math.round(1 / controlLoopSeconds);
  const wantedAt = (seconds: number) =>
    desiredReplicas({
      settings,
      runningReplicas,
      totalRequests: aggregateRequests(curve, seconds, settings.aggregation),
    });
  const wanted = wantedAt(nowSeconds);
  let before = Math.floor(nowSeconds * loopsASecond + 1e-6);
  let change = Math.ceil(untilSeconds * loopsASecond - 1e-6) - 1;
  if (change <= before || wantedAt(change / loopsASecond) === wanted) return null;
  while (change - before > 1) {
    const middle = Math.floor((before + change) / 2);
    if (wantedAt(middle / loopsASecond) === wanted) before = middle;
    else change = middle;
  }
  return change / loopsASecond;
}
