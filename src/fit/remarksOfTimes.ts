import type { FitRemark } from "./DeploymentFit.ts";
import type { DistributionFit } from "./distributions/fitDistribution.ts";
import type { RequestLog } from "./RequestLog.ts";
import type { NoTimes, ServiceTimesFit } from "./times/fitServiceTimes.ts";

const leastInTail = 10;

/** What could not be said of service times and slowdown, or only under an assumption. */
export function remarksOfTimes(
  times: ServiceTimesFit | NoTimes,
  from: {
    readonly log: RequestLog | null;
    readonly hasCounts: boolean;
    readonly options: { readonly slots?: number };
  },
): readonly FitRemark[] {
  if (typeof times === "string") return [unknown(times, from)];
  const { basis, distribution, tokens, slowdown } = times;
  const found: FitRemark[] = [];
  const isByReplica = from.log === null || from.log.takenBy === "replica" || from.log.waitSeconds !== null;
  if (basis.used === "fewest-beside") {
    found.push(
      doubtful(
        `durations grow with the requests under way (rank correlation ${basis.correlationWithLoad?.toFixed(2)}): waiting and slowing each other down cannot be told apart; taken are the ${basis.requests} that met the fewest others, which may still have waited; --slots (replicas × max_ongoing_requests) or times taken at replicas would tell`,
      ),
    );
  } else if (basis.used === "free-slots" && basis.leftOut > 0) {
    found.push(
      doubtful(
        `${basis.leftOut} requests that found all ${from.options.slots} slots taken are left out: they waited`,
      ),
    );
  } else if (basis.used === "all" && !isByReplica) {
    found.push(
      doubtful(
        "taken for times without waiting: they do not grow with the requests under way; --slots would make it certain",
      ),
    );
  }
  if (from.hasCounts && (from.log === null || from.log.takenBy === "caller")) {
    found.push(doubtful("counted in buckets: between their bounds nothing is known"));
  }
  if (distribution !== null && tokens === null) found.push(...ofTail(distribution));
  if (slowdown === null) found.push(ofSlowdown(times, from.log));
  return found;
}

function unknown(why: NoTimes, { options }: { readonly options: { readonly slots?: number } }): FitRemark {
  const message = {
    "no-durations": "the log has no durations",
    "always-full": `every request found all ${options.slots} slots taken: how long they were served and how long they waited cannot be told apart; times taken at replicas, or a quieter hour, would tell`,
    "too-few": "too few requests were answered",
  }[why];
  return { about: "serviceTime", kind: "unknown", message };
}

function doubtful(message: string): FitRemark {
  return { about: "serviceTime", kind: "doubtful", message };
}

function ofTail({ observed, cutOff, goodness, isClose }: DistributionFit): readonly FitRemark[] {
  const found: FitRemark[] = [];
  const last = goodness.quantiles.at(-1);
  if (observed * 0.01 < leastInTail) {
    const range =
      last?.percent === 99 && last.low !== null && last.high !== null
        ? `: with 95 % it lies between ${seconds(last.low)} and ${seconds(last.high)}`
        : "";
    found.push(
      doubtful(`the slowest hundredth rests on ${Math.floor(observed * 0.01)} of ${observed} values${range}`),
    );
  }
  if (cutOff > 0) {
    const share = (100 * cutOff) / (observed + cutOff);
    const known = last?.percent ?? 0;
    found.push(
      doubtful(
        `${cutOff} requests (${Number(share.toPrecision(2))} %) failed or were cut off and count as at least as long${known < 99 ? "; the slowest ones were never seen to end" : ""}`,
      ),
    );
  }
  if (!isClose)
    found.push(
      doubtful(
        "no distribution fits, and there are too few values for quantiles: the least bad one stands there",
      ),
    );
  return found;
}

function ofSlowdown({ basis }: ServiceTimesFit, log: RequestLog | null): FitRemark {
  const about = "slowdown" as const;
  if (log === null || log.replicas === null || (log.takenBy === "caller" && log.waitSeconds === null)) {
    return {
      about,
      kind: "unknown",
      message:
        "how requests slow each other down on a replica shows only in times taken at replicas, with the replica of each",
    };
  }
  return {
    about,
    kind: "doubtful",
    message: `not to be told from 0 in ${basis.requests} requests`,
  };
}

function seconds(value: number): string {
  return value < 1 ? `${Number((value * 1000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`;
}
