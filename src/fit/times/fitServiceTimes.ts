import {
  type DistributionFit,
  fitDistribution,
  leastObservations,
} from "../distributions/fitDistribution.ts";
import type { RequestLog } from "../RequestLog.ts";
import { fitSlowdown, type SlowdownFit } from "./fitSlowdown.ts";
import { fitTokenTimes, type TokenTimesFit } from "./fitTokenTimes.ts";
import { ongoingAtArrival } from "./ongoingAtArrival.ts";
import { rankCorrelation } from "./rankCorrelation.ts";

/** How long requests take on a replica. */
export interface ServiceTimesFit {
  /** Where tokens say most of it, the time by tokens; else `distribution` alone is meant. */
  readonly tokens: TokenTimesFit | null;
  /** Of the times of all requests that are used, whatever their tokens; `null` with too few. */
  readonly distribution: DistributionFit | null;
  /** `null`: not to be told from none, or replicas are not known. */
  readonly slowdown: Pick<SlowdownFit, "slowdownPerOngoingRequest" | "standardError"> | null;
  readonly basis: TimesBasis;
}

/** Which requests the times come from. */
export interface TimesBasis {
  /** `all`: no waiting is in them. `free-slots`: those that found a free slot. `fewest-beside`: those that met the fewest others. */
  readonly used: "all" | "free-slots" | "fewest-beside";
  readonly requests: number;
  readonly leftOut: number;
  /** The way to a replica and back is in the times: they were taken by the caller. */
  readonly includesWay: boolean;
  /** Of durations with the number of requests under way on arrival, before anything was left out; `null`: not known. */
  readonly correlationWithLoad: number | null;
}

/** What a fit of service times may be given beside the times. */
export interface ServiceTimesOptions {
  /** How many requests the deployment can serve at once: replicas × max_ongoing_requests. Left out: not known. */
  readonly slots?: number;
}

/** From this share of the variance on, times follow from tokens. */
const leastExplained = 0.8;
const leastForDependence = 100;

/** Why nothing is said of the times. */
export type NoTimes = "no-durations" | "always-full" | "too-few";

/**
 * Service times from the durations of a log. What requests waited for is left out where it can be told: by the log's own waiting
 * times, by the slots, or by where the times were taken; failures and timeouts count as times of at least their length.
 */
export function fitServiceTimes(
  log: RequestLog,
  options: ServiceTimesOptions = {},
): ServiceTimesFit | NoTimes {
  const durations = servedSeconds(log);
  if (durations === null) return "no-durations";
  const chosen = choose(log, durations, options);
  if (typeof chosen === "string") return chosen;
  const { indices, basis } = chosen;
  const slowdown = slowdownOf(log, durations, indices);
  const seconds =
    slowdown === null ? Float64Array.from(indices, (index) => durations[index]!) : slowdown.alone;
  const isAnswered = Array.from(indices, (index) => log.outcomes[index] === 0);
  const distribution = fitDistribution({
    kind: "measured",
    values: seconds.filter((_, i) => isAnswered[i]!).sort(),
    cutOff: seconds.filter((_, i) => !isAnswered[i]!).sort(),
  });
  if (distribution === null) return "too-few";
  const tokens = tokenTimes(log, { indices, seconds, isAnswered });
  return {
    tokens: tokens !== null && tokens.explainedShare >= leastExplained ? tokens : null,
    distribution,
    slowdown: slowdown?.found ?? null,
    basis,
  };
}

/** Durations without the log's own waiting times; NaN where either is not known. */
function servedSeconds({ durationSeconds, waitSeconds }: RequestLog): Float64Array | null {
  if (durationSeconds === null) return null;
  if (waitSeconds === null) return durationSeconds;
  return durationSeconds.map((duration, index) => Math.max(duration - waitSeconds[index]!, 0));
}

interface Chosen {
  readonly indices: Int32Array;
  readonly basis: TimesBasis;
}

function choose(log: RequestLog, durations: Float64Array, { slots }: ServiceTimesOptions): Chosen | NoTimes {
  const known = indicesOf(durations, () => true);
  if (known.length === 0) return "no-durations";
  const ongoing = ongoingAtArrival(log.arrivalSeconds, log.durationSeconds!);
  const isServed = log.takenBy === "replica" || log.waitSeconds !== null;
  const correlationWithLoad = dependence(durations, ongoing, known);
  const basisOf = (used: TimesBasis["used"], indices: Int32Array): Chosen => ({
    indices,
    basis: {
      used,
      requests: indices.length,
      leftOut: known.length - indices.length,
      includesWay: log.takenBy === "caller",
      correlationWithLoad,
    },
  });
  if (isServed) return basisOf("all", known);
  if (slots !== undefined) {
    // What was under way when the log began is not in it: the first ones seem to find more room than there was.
    const first = known[Math.min(slots, known.length - 1)]!;
    const free = indicesOf(durations, (index) => index >= first && ongoing[index]! < slots);
    return free.length < leastObservations ? "always-full" : basisOf("free-slots", free);
  }
  if (correlationWithLoad === null || !isDependent(correlationWithLoad, known.length)) {
    return basisOf("all", known);
  }
  const counts = Int32Array.from(known, (index) => ongoing[index]!).sort();
  const few = counts[Math.floor(counts.length / 4)]!;
  return basisOf(
    "fewest-beside",
    indicesOf(durations, (index) => ongoing[index]! <= few),
  );
}

function indicesOf(durations: Float64Array, isMeant: (index: number) => boolean): Int32Array {
  const found = new Int32Array(durations.length);
  let count = 0;
  for (let index = 0; index < durations.length; index += 1) {
    if (!Number.isNaN(durations[index]!) && isMeant(index)) found[count++] = index;
  }
  return found.slice(0, count);
}

function dependence(durations: Float64Array, ongoing: Int32Array, known: Int32Array): number | null {
  if (known.length < leastForDependence) return null;
  return rankCorrelation(
    Float64Array.from(known, (index) => durations[index]!),
    Float64Array.from(known, (index) => ongoing[index]!),
  );
}

/** More than chance gives in one of a thousand cases, and enough to matter. */
function isDependent(correlation: number, count: number): boolean {
  return correlation * Math.sqrt(count) > 3.3 && correlation > 0.1;
}

function slowdownOf(log: RequestLog, durations: Float64Array, indices: Int32Array) {
  const { replicas, takenBy, waitSeconds } = log;
  if (replicas === null || (takenBy === "caller" && waitSeconds === null)) return null;
  if (indices.some((index) => replicas[index]! < 0)) return null;
  const endSeconds = Float64Array.from(
    indices,
    (index) => log.arrivalSeconds[index]! + log.durationSeconds![index]!,
  );
  const found = fitSlowdown({
    // A request of no length would end before it begins.
    startSeconds: Float64Array.from(
      indices,
      (index, i) => endSeconds[i]! - Math.max(durations[index]!, 1e-5),
    ),
    endSeconds,
    replicas: Int32Array.from(indices, (index) => replicas[index]!),
  });
  if (found === null) return null;
  const { slowdownPerOngoingRequest, standardError, aloneSeconds } = found;
  return { found: { slowdownPerOngoingRequest, standardError }, alone: aloneSeconds };
}

function tokenTimes(
  { inputTokens, outputTokens }: RequestLog,
  used: {
    readonly indices: Int32Array;
    readonly seconds: Float64Array;
    readonly isAnswered: readonly boolean[];
  },
): TokenTimesFit | null {
  if (inputTokens === null && outputTokens === null) return null;
  const { indices, seconds, isAnswered } = used;
  const of = (column: Float64Array | null, index: number) => (column === null ? 0 : column[index]!);
  const meant = Array.from(indices.keys()).filter((i) => {
    const index = indices[i]!;
    return isAnswered[i]! && !Number.isNaN(of(inputTokens, index) + of(outputTokens, index));
  });
  return fitTokenTimes(
    Float64Array.from(meant, (i) => seconds[i]!),
    Float64Array.from(meant, (i) => of(inputTokens, indices[i]!)),
    Float64Array.from(meant, (i) => of(outputTokens, indices[i]!)),
  );
}
