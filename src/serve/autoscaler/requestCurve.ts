import type { HandleReport, RequestSample } from "./HandleReport.ts";
import { mergeSamples } from "./mergeSamples.ts";

/**
 * What the reports at the controller say until a new one comes: the requests from `fromSeconds` on, and the level that
 * is taken to hold since the last sample. Their average over time moves toward that level and never turns back.
 */
export interface RequestCurve {
  readonly fromSeconds: number;
  readonly lastSeconds: number;
  /** Integral of the requests from `fromSeconds` to `lastSeconds`. */
  readonly requestSeconds: number;
  readonly lastRequests: number;
  /** The least and the most of the levels that begin in that time. */
  readonly leastRequests: number;
  readonly mostRequests: number;
}

/**
 * Queued and running requests of a deployment as its handles' reports tell them; `null`: they say nothing.
 *
 * Follows ray 2.60.0, `DeploymentAutoscalingState.get_total_num_requests`: series of replicas that do not run are left
 * out, the rest is added up, and what lies before the first sample of the youngest series is not looked at, so a new
 * replica shortens the look back to its own age.
 */
export function requestCurve(
  reports: readonly HandleReport[],
  runningReplicas: Pick<ReadonlySet<number>, "has">,
): RequestCurve | null {
  const series = reports
    .flatMap((report) => [report.queued, ...runningSeries(report, runningReplicas)])
    .filter((samples) => samples.length > 0);
  return curveOf(mergeSamples(series), commonStart(series));
}

function runningSeries(report: HandleReport, runningReplicas: Pick<ReadonlySet<number>, "has">) {
  return [...report.running]
    .filter(([replica]) => runningReplicas.has(replica))
    .map(([, samples]) => samples);
}

/** Since when all series have samples; `null` where there is but one. */
function commonStart(series: readonly (readonly RequestSample[])[]): number | null {
  if (series.length < 2) return null;
  return Math.max(...series.map(([first]) => first?.atSeconds ?? Number.NEGATIVE_INFINITY));
}

function curveOf(merged: readonly RequestSample[], startSeconds: number | null): RequestCurve | null {
  const [first, last] = [merged[0], merged.at(-1)];
  if (first === undefined || last === undefined) return null;
  const isInside = startSeconds !== null && startSeconds <= last.atSeconds;
  const fromSeconds = isInside ? Math.max(startSeconds, first.atSeconds) : first.atSeconds;
  let requestSeconds = 0;
  let [leastRequests, mostRequests] = [last.requests, last.requests];
  for (let i = 1; i < merged.length; i++) {
    const [sample, next] = [merged[i - 1] as RequestSample, merged[i] as RequestSample];
    const seconds = next.atSeconds - Math.max(sample.atSeconds, fromSeconds);
    if (seconds > 0) requestSeconds += sample.requests * seconds;
  }
  for (const { atSeconds, requests } of merged) {
    if (atSeconds < fromSeconds) continue;
    leastRequests = Math.min(leastRequests, requests);
    mostRequests = Math.max(mostRequests, requests);
  }
  return {
    fromSeconds,
    lastSeconds: last.atSeconds,
    requestSeconds,
    lastRequests: last.requests,
    leastRequests,
    mostRequests,
  };
}
