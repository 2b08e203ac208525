import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { LatencySummary } from "../result/LatencySummary.ts";
import type { RequestCounts } from "../result/RequestLedger.ts";
import type { Summary } from "../result/Summary.ts";
import type { ClientLedger } from "../traffic/TrafficSources.ts";
import { summariseLatency } from "./summarise.ts";

type ClientFigures = Pick<
  Summary,
  | "clientRequests"
  | "clientSucceededRequests"
  | "clientFailedRequests"
  | "clientErrorPercent"
  | "retries"
  | "retriesDenied"
  | "meanClientLatencySeconds"
  | "p50ClientLatencySeconds"
  | "p90ClientLatencySeconds"
  | "p99ClientLatencySeconds"
  | "maxClientLatencySeconds"
>;

/** The requests as their clients see them; where none has a client of its own, each is one attempt of one. */
export function summariseClients(
  clients: readonly ClientLedger[],
  attempts: {
    readonly counts: RequestCounts;
    readonly failedRequests: number;
    readonly latency: LatencySummary;
  },
): ClientFigures {
  const all = clients.map(({ statistics }) => statistics);
  if (all.length === 0) {
    const { counts, failedRequests, latency } = attempts;
    return figures(counts.arrived, counts.succeeded, failedRequests, {
      retries: 0,
      retriesDenied: 0,
      latency,
    });
  }
  const sum = (value: (each: (typeof all)[number]) => number) =>
    all.reduce((total, each) => total + value(each), 0);
  const histogram = new LatencyHistogram({ precisionBits: 8 });
  for (const { latency } of all) histogram.add(latency);
  return figures(
    sum(({ requests }) => requests),
    sum(({ succeeded }) => succeeded),
    sum(({ failed }) => failed),
    {
      retries: sum(({ retries }) => retries),
      retriesDenied: sum(({ retriesDenied }) => retriesDenied),
      latency: summariseLatency(histogram),
    },
  );
}

function figures(
  requests: number,
  succeeded: number,
  failed: number,
  rest: { readonly retries: number; readonly retriesDenied: number; readonly latency: LatencySummary },
): ClientFigures {
  const { retries, retriesDenied, latency } = rest;
  return {
    clientRequests: requests,
    clientSucceededRequests: succeeded,
    clientFailedRequests: failed,
    clientErrorPercent: succeeded + failed === 0 ? 0 : (100 * failed) / (succeeded + failed),
    retries,
    retriesDenied,
    meanClientLatencySeconds: latency.meanSeconds,
    p50ClientLatencySeconds: latency.p50Seconds,
    p90ClientLatencySeconds: latency.p90Seconds,
    p99ClientLatencySeconds: latency.p99Seconds,
    maxClientLatencySeconds: latency.maxSeconds,
  };
}
