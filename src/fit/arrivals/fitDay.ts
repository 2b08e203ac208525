import type { ArrivalsCandidate } from "./ArrivalsCandidate.ts";
import { dispersionOf, rescale } from "./fitSchedule.ts";
import { expectedOf, type StepRate } from "./StepRate.ts";

const hourSeconds = 3600;
const daySeconds = 86_400;
/** With less, hours of the day and the course of the log are the same thing. */
const leastSeconds = 2 * daySeconds;

/** Hour of the day and day of the week (0 is Monday) of moments in seconds since 1970, in a time zone so far from UTC. */
interface Calendar {
  readonly hour: number;
  readonly day: number;
}

/**
 * A Poisson process with a rate for each hour of the day. `null` where the log is shorter than two days, or its times are none of
 * the calendar.
 *
 * @param ascending seconds since 1970
 */
export function fitDay(ascending: Float64Array, utcOffsetHours: number): ArrivalsCandidate | null {
  const first = ascending[0]!;
  const span = ascending.at(-1)! - first;
  // Times from the start of something are no calendar times: 2001 is long before Ray.
  if (span < leastSeconds || first < 1e9) return null;
  const start = first + utcOffsetHours * hourSeconds;
  const counts = new Float64Array(24);
  const exposures = new Float64Array(24);
  for (let i = 1; i < ascending.length; i += 1) {
    const { hour } = calendarOf(ascending[i]! + utcOffsetHours * hourSeconds);
    counts[hour] = counts[hour]! + 1;
  }
  const edges = hourEdges(start, span);
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const { hour } = calendarOf(start + edges[i]!);
    exposures[hour] = exposures[hour]! + edges[i + 1]! - edges[i]!;
  }
  const rates = counts.map((count, hour) => count / exposures[hour]!);
  const mean = rates.reduce((sum, rate) => sum + rate, 0) / 24;
  const steps: StepRate = {
    fromSeconds: edges.slice(0, -1),
    requestsPerSecond: edges.slice(0, -1).map((edge) => rates[calendarOf(start + edge).hour]!),
  };
  const expected = expectedOf(steps);
  const { lnRates, rescaled } = rescale(ascending, steps);
  const { day } = calendarOf(start);
  return {
    arrivals: {
      kind: "daily",
      curve: { shape: "hours", requestsPerSecond: mean, hourFactors: [...rates].map((rate) => rate / mean) },
      startHour: (start % daySeconds) / hourSeconds,
      startDay: day,
      dayFactors: null,
    },
    parameters: [{ name: "rate", value: mean, standardError: mean / Math.sqrt(ascending.length) }],
    lnLikelihood: lnRates - (rescaled.at(-1)! - rescaled[0]!),
    freeParameters: 24,
    expectedUntil: (seconds) => expected(seconds - first),
    gapShare: (gap) => -Math.expm1(-gap),
    dispersion: (windowSeconds) => dispersionOf(expected, span, windowSeconds),
  };
}

function calendarOf(seconds: number): Calendar {
  const days = Math.floor(seconds / daySeconds);
  return {
    hour: Math.min(Math.floor((seconds - days * daySeconds) / hourSeconds + 1e-9), 23),
    // The first of January 1970 was a Thursday.
    day: (((days + 3) % 7) + 7) % 7,
  };
}

/** The start of the log, each full hour in it, and its end, from the start on. */
function hourEdges(start: number, span: number): readonly number[] {
  const edges = [0];
  const firstFull = (Math.floor(start / hourSeconds) + 1) * hourSeconds - start;
  for (let edge = firstFull; edge < span; edge += hourSeconds) edges.push(edge);
  edges.push(span);
  return edges;
}
