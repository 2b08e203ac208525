import { HandleMetrics } from "../../serve/autoscaler/HandleMetrics.ts";
import type { AutoscalingSettings, Deployment } from "../../serve/Deployment.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import type { Reporter } from "../problems/Reporter.ts";

/** How near a product must be to a whole number to count as one. */
const tolerance = 1e-6;

/**
 * Warns of evenly spaced requests that meet the autoscaler's samples at the same point every time. It then sees either one
 * request too many or one too few, always or for long spells, and goes up and down for no reason that traffic has.
 */
export function warnOfLocking(
  traffic: readonly TrafficStream[],
  deployments: readonly Deployment[],
  reporter: Reporter,
): void {
  for (const [index, { deployment: name, arrivals }] of traffic.entries()) {
    const deployment = deployments.find((each) => each.name === name);
    if (arrivals.kind !== "constant" || deployment?.scaling.kind !== "autoscaling") continue;
    const { scaling, serviceTime } = deployment;
    // Random times take the samples apart.
    if (serviceTime.kind !== "distribution" || serviceTime.seconds.kind !== "fixed") continue;
    const { requestsPerSecond } = arrivals;
    const interval = lockedInterval(requestsPerSecond, scaling);
    if (interval === null) continue;
    const load = requestsPerSecond * serviceTime.seconds.value;
    const [least, most] = [wanted(Math.floor(load), scaling), wanted(Math.ceil(load), scaling)];
    if (least === most) continue;
    reporter.warning(
      ["traffic", index, "constant"],
      `locks to the autoscaler: ${Math.round(interval * requestsPerSecond)} requests come between two of its looks (${interval} s), so that it always sees the same point of them and wants ${least} or ${most} replicas by that alone; write poisson, or a rate that does not fit`,
      "key",
    );
  }
}

/** The interval of samples, or of reports, in which a whole number of requests comes; `null`: neither is one. */
function lockedInterval(requestsPerSecond: number, settings: AutoscalingSettings): number | null {
  const intervals = [HandleMetrics.recordIntervalSeconds(settings), settings.metricsIntervalSeconds];
  const isWhole = (count: number) => count > 0.5 && Math.abs(count - Math.round(count)) < tolerance * count;
  return intervals.find((interval) => isWhole(interval * requestsPerSecond)) ?? null;
}

function wanted(requests: number, settings: AutoscalingSettings): number {
  const replicas = Math.ceil(requests / settings.targetOngoingRequests);
  return Math.min(Math.max(replicas, settings.minReplicas), settings.maxReplicas);
}
