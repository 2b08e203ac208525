import { type ArrivalsFit, fitArrivals, leastArrivals } from "./arrivals/fitArrivals.ts";
import { fitCountedArrivals } from "./arrivals/fitCountedArrivals.ts";
import type { DeploymentEvidence } from "./DeploymentEvidence.ts";
import type { DeploymentFit, FitRemark, FitSubject, LoggedCounts } from "./DeploymentFit.ts";
import { type DistributionFit, fitDistribution, leastObservations } from "./distributions/fitDistribution.ts";
import { goodnessOfFit } from "./distributions/GoodnessOfFit.ts";
import type { Observations } from "./distributions/Observations.ts";
import type { RequestLog } from "./RequestLog.ts";
import { remarksOfTimes } from "./remarksOfTimes.ts";
import { fitPath } from "./times/fitPath.ts";
import { fitServiceTimes, type NoTimes, type ServiceTimesFit } from "./times/fitServiceTimes.ts";

/** What a fit of a deployment may be given beside its logs. */
export interface FitOptions {
  /**
   * How many requests the deployment can serve at once, replicas × max_ongoing_requests: requests that found all slots taken waited,
   * and their durations are no service times. Left out: not known.
   */
  readonly slots?: number;
  /** Of the time zone in which the day is, from UTC. Default 0. */
  readonly utcOffsetHours?: number;
}

/** The greatest distance of gaps that passes for a fit, and the greatest variation of what is left of them. */
const nearGaps = 0.05;
const mostGapCv = 1.2;
const daySeconds = 86_400;

/** Fits what scenario files say of a deployment to what logs and metrics say of it. Pure: the same evidence, the same fit. */
export function fitDeployment(evidence: DeploymentEvidence, options: FitOptions = {}): DeploymentFit {
  const { called, served, servedCounts, arrivalCounts } = evidence;
  const asked = called ?? served;
  const arrivals =
    asked === null
      ? arrivalCounts === null
        ? null
        : fitCountedArrivals(arrivalCounts)
      : fitArrivals(asked.arrivalSeconds, options);
  const times = timesOf(evidence, options);
  const startUp = evidence.startUps === null ? null : fitStartUps(evidence.startUps);
  const path = evidence.pathSeconds === null ? null : fitPath(evidence.pathSeconds);
  const sizes = asked ?? null;
  const fit = {
    name: evidence.name,
    requests: asked === null ? null : countsOf(asked),
    arrivals,
    inputTokens: tokensOf(sizes?.inputTokens ?? null),
    outputTokens: tokensOf(sizes?.outputTokens ?? null),
    serviceTimes: typeof times === "string" ? null : times,
    path,
    startUp,
  };
  const remarks = [
    ...remarksOfArrivals(fit.arrivals, { asked, hasCounts: arrivalCounts !== null }),
    ...remarksOfTimes(times, { log: served ?? called, hasCounts: servedCounts !== null, options }),
    ...remarksOfPath(evidence, path !== null),
    ...remarksOfTokens(fit.inputTokens ?? fit.outputTokens, asked),
    ...remarksOfStartUp(startUp, evidence),
    ...evidence.notes.map((message): FitRemark => ({ about: "serviceTime", kind: "doubtful", message })),
  ];
  return { ...fit, remarks };
}

/** Of so few that nothing is to be said of how they vary, the mean. */
function fitStartUps(startUps: Observations): DistributionFit | null {
  const fitted = fitDistribution(startUps);
  if (fitted !== null || startUps.kind === "counted" || startUps.values.length === 0) return fitted;
  const mean = startUps.values.reduce((sum, each) => sum + each, 0) / startUps.values.length;
  const distribution = { kind: "fixed", value: mean } as const;
  return {
    distribution,
    parameters: [],
    tried: [],
    goodness: goodnessOfFit(distribution, startUps),
    measured: { values: [], shares: [] },
    observed: startUps.values.length,
    cutOff: 0,
    isClose: false,
  };
}

function timesOf(
  { called, served, servedCounts }: DeploymentEvidence,
  options: FitOptions,
): ServiceTimesFit | NoTimes {
  const log = served ?? called;
  if (log !== null && !(log.takenBy === "caller" && servedCounts !== null)) {
    return fitServiceTimes(log, options);
  }
  if (servedCounts === null) return "no-durations";
  const distribution = fitDistribution(servedCounts);
  if (distribution === null) return "too-few";
  return {
    tokens: null,
    distribution,
    slowdown: null,
    basis: {
      used: "all",
      requests: distribution.observed,
      leftOut: 0,
      includesWay: false,
      correlationWithLoad: null,
    },
  };
}

function countsOf({ outcomes, arrivalSeconds }: RequestLog): LoggedCounts {
  const count = (outcome: number) => outcomes.reduce((sum, each) => sum + (each === outcome ? 1 : 0), 0);
  return {
    answered: count(0),
    cutOff: count(1),
    failed: count(2),
    spanSeconds: (arrivalSeconds.at(-1) ?? 0) - (arrivalSeconds[0] ?? 0),
  };
}

function tokensOf(tokens: Float64Array | null): DistributionFit | null {
  if (tokens === null) return null;
  const values = tokens.filter((each) => !Number.isNaN(each)).sort();
  return fitDistribution({ kind: "measured", values, cutOff: new Float64Array() });
}

function remark(about: FitSubject, kind: FitRemark["kind"], message: string): FitRemark {
  return { about, kind, message };
}

function remarksOfArrivals(
  fit: ArrivalsFit | null,
  { asked, hasCounts }: { readonly asked: RequestLog | null; readonly hasCounts: boolean },
): readonly FitRemark[] {
  if (fit === null) {
    if (asked !== null) {
      return [
        remark(
          "arrivals",
          "unknown",
          `${asked.arrivalSeconds.length} arrivals; ${leastArrivals} at different times are needed`,
        ),
      ];
    }
    return [
      remark(
        "arrivals",
        "unknown",
        hasCounts
          ? "no requests were counted"
          : "counters read once have no rate: give the answer of Prometheus' query_range, or a log of requests",
      ),
    ];
  }
  const found: FitRemark[] = [];
  if (asked === null) {
    found.push(
      remark(
        "arrivals",
        "doubtful",
        "only counts are known: what happens between two readings is taken for a Poisson process",
      ),
    );
  } else if (asked.takenBy === "replica") {
    found.push(
      remark(
        "arrivals",
        "doubtful",
        "these are the moments at which requests reached replicas: waiting makes them smoother than they came; the proxy's log has those",
      ),
    );
  }
  if (fit.tickSeconds !== null && fit.arrivals.kind !== "constant") {
    found.push(
      remark(
        "arrivals",
        "doubtful",
        `times are rounded to ${fit.tickSeconds} s: nothing is known of bursts within that`,
      ),
    );
  }
  const isPoisson =
    fit.arrivals.kind !== "constant" && fit.arrivals.kind !== "gamma" && fit.arrivals.kind !== "mmpp";
  const isFar =
    fit.ksDistance !== null && fit.ksPValue !== null && fit.ksPValue < 0.01 && fit.ksDistance > nearGaps;
  if (isFar || (isPoisson && (fit.rescaledGapCv ?? 0) > mostGapCv)) {
    found.push(
      remark(
        "arrivals",
        "doubtful",
        `nothing that is drawn has these gaps (the distance of their distributions is ${(fit.ksDistance ?? 0).toFixed(3)}, their coefficient of variation beside the rate ${(fit.rescaledGapCv ?? 0).toFixed(2)}): replay them, with --trace FILE`,
      ),
    );
  }
  const span = asked === null ? 0 : countsOf(asked).spanSeconds;
  if (asked !== null && span < daySeconds) {
    found.push(remark("arrivals", "doubtful", `${hours(span)} say nothing of other hours of the day`));
  }
  return found;
}

function hours(seconds: number): string {
  const short = (value: number) => Number(value.toPrecision(3));
  if (seconds < 90) return `${short(seconds)} seconds`;
  return seconds < 5400 ? `${short(seconds / 60)} minutes` : `${short(seconds / 3600)} hours`;
}

function remarksOfPath(
  { called, served, servedCounts, pathSeconds }: DeploymentEvidence,
  isFitted: boolean,
): readonly FitRemark[] {
  if (isFitted) {
    return [
      remark(
        "overhead",
        "doubtful",
        "logs cannot tell the CPU that requests take from their waiting for it: callerCpu and replicaCpu stay as they are",
      ),
    ];
  }
  if (called !== null && called.durationSeconds !== null && served === null && servedCounts === null) {
    return [
      remark(
        "overhead",
        "unknown",
        called.waitSeconds === null
          ? "the way to a replica and back is part of the service times: only times taken at replicas would tell them apart; overhead: none keeps it from being counted twice"
          : "the way to a replica and back is not in the log",
      ),
    ];
  }
  const why =
    pathSeconds === null
      ? "it takes the logs of proxies and of replicas, with the ids of requests"
      : "too few requests are in the logs of both a proxy and a replica";
  return [remark("overhead", "unknown", why)];
}

function remarksOfTokens(fit: DistributionFit | null, asked: RequestLog | null): readonly FitRemark[] {
  if (fit !== null || asked === null) return [];
  return [
    remark(
      "tokens",
      "unknown",
      "the log has no sizes of requests; only language models and times by tokens need them",
    ),
  ];
}

function remarksOfStartUp(
  fit: DistributionFit | null,
  { startUps, meanConstructorSeconds }: DeploymentEvidence,
): readonly FitRemark[] {
  if (fit === null) {
    return [
      remark(
        "startUp",
        "unknown",
        startUps === null
          ? "no replica came up: the controller's log, ray_serve_replica_startup_latency_ms or a table of start-ups says it"
          : `fewer than ${leastObservations} replicas were counted`,
      ),
    ];
  }
  const found: FitRemark[] = [];
  if (fit.observed < 30) {
    const alone = fit.distribution.kind === "fixed" ? ", of which only the mean is said" : "";
    found.push(remark("startUp", "doubtful", `rests on ${fit.observed} replicas${alone}`));
  }
  found.push(
    remark(
      "startUp",
      "doubtful",
      meanConstructorSeconds === null
        ? "if replicas had to wait for a node, that is in it"
        : `if replicas had to wait for a node, that is in it; the constructor took ${Number(meanConstructorSeconds.toPrecision(3))} s of it on average`,
    ),
  );
  return found;
}
