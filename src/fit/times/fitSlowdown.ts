/** Requests of one replica after another, with what is needed to undo how they slowed each other down. */
export interface SharedTimes {
  /** Begin and end of each request, in any order. */
  readonly startSeconds: Float64Array;
  readonly endSeconds: Float64Array;
  readonly replicas: Int32Array;
}

/** How requests on a replica slow each other down. */
export interface SlowdownFit {
  /** A replica with n requests works on each at the rate 1 / (1 + slowdown × (n − 1)). */
  readonly slowdownPerOngoingRequest: number;
  readonly standardError: number;
  /** What each request would have taken on a replica that serves nothing else. */
  readonly aloneSeconds: Float64Array;
}

const mostSlowdown = 10;
const leastRequests = 200;
/** The difference of which chance alone gives less than one in a hundred times, in standard errors. */
const certain = 2.58;

/**
 * The slowdown at which what requests would have taken alone no longer depends on how many they met when they arrived: those that
 * came before know nothing of the size of the next. `null` where it cannot be told from 0, too few met others, or there are too few.
 */
export function fitSlowdown(times: SharedTimes): SlowdownFit | null {
  const count = times.startSeconds.length;
  if (count < leastRequests) return null;
  const sweep = sweepOf(times);
  const met = Float64Array.from(sweep.met);
  const meanMet = meanOf(met);
  let variance = 0;
  for (const each of met) variance += (each - meanMet) ** 2;
  if (variance === 0) return null;
  /** Covariance of the logarithms of the times alone with the number met; and its standard error. */
  const moment = (slowdown: number) => {
    const alone = aloneOf(sweep, slowdown);
    let sum = 0;
    let logarithms = 0;
    for (const each of alone) logarithms += Math.log(each);
    const meanLogarithm = logarithms / count;
    let squares = 0;
    for (let i = 0; i < count; i += 1) {
      const product = (Math.log(alone[i]!) - meanLogarithm) * (met[i]! - meanMet);
      sum += product;
      squares += product * product;
    }
    return { mean: sum / count, error: Math.sqrt(squares) / count, alone };
  };
  const none = moment(0);
  if (!(none.mean > certain * none.error)) return null;
  let low = 0;
  let high = 0.05;
  while (moment(high).mean > 0) {
    low = high;
    high *= 2;
    if (high > mostSlowdown) return null;
  }
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (moment(middle).mean > 0) low = middle;
    else high = middle;
  }
  const slowdown = (low + high) / 2;
  const there = moment(slowdown);
  const step = 0.02 * Math.max(slowdown, 0.01);
  const slope = (moment(slowdown + step).mean - moment(slowdown - step).mean) / (2 * step);
  return {
    slowdownPerOngoingRequest: slowdown,
    standardError: there.error / Math.abs(slope),
    aloneSeconds: there.alone,
  };
}

/** Begins and ends in the order of time, replica by replica. */
interface Sweep {
  /** Requests by their begins (as they are) and their ends (as −1 − request). */
  readonly events: Int32Array;
  readonly seconds: Float64Array;
  readonly replicaOfEvent: Int32Array;
  /** Others on the replica when a request began there. */
  readonly met: Int32Array;
}

function sweepOf({ startSeconds, endSeconds, replicas }: SharedTimes): Sweep {
  const count = startSeconds.length;
  const order = Array.from({ length: 2 * count }, (_, index) => (index < count ? index : count - 1 - index));
  const requestOf = (event: number) => (event >= 0 ? event : -1 - event);
  const at = (event: number) => (event >= 0 ? startSeconds[event]! : endSeconds[-1 - event]!);
  order.sort(
    (left, right) =>
      replicas[requestOf(left)]! - replicas[requestOf(right)]! || at(left) - at(right) || left - right,
  );
  const met = new Int32Array(count);
  let ongoing = 0;
  for (const event of order) {
    if (event >= 0) met[event] = ongoing;
    ongoing += event >= 0 ? 1 : -1;
  }
  return {
    events: Int32Array.from(order),
    seconds: Float64Array.from(order, at),
    replicaOfEvent: Int32Array.from(order, (event) => replicas[requestOf(event)]!),
    met,
  };
}

/** The work of each request: its time at the rate that the requests beside it left. */
function aloneOf({ events, seconds, replicaOfEvent, met }: Sweep, slowdown: number): Float64Array {
  const alone = new Float64Array(met.length);
  let ongoing = 0;
  let work = 0;
  for (let i = 0; i < events.length; i += 1) {
    if (i > 0 && ongoing > 0 && replicaOfEvent[i] === replicaOfEvent[i - 1]) {
      work += (seconds[i]! - seconds[i - 1]!) / (1 + slowdown * (ongoing - 1));
    }
    const event = events[i]!;
    if (event >= 0) {
      alone[event] = -work;
      ongoing += 1;
    } else {
      alone[-1 - event] = Math.max(alone[-1 - event]! + work, 1e-9);
      ongoing -= 1;
    }
  }
  return alone;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
