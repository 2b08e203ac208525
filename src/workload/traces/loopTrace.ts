import type { RequestTrace } from "../Traffic.ts";
import { maxTraceRequests } from "./parseTrace.ts";

/**
 * A trace that begins again every `periodSeconds`, cut at `untilSeconds`.
 *
 * @throws {RangeError} for a period that does not reach to the last request, or more than `maxTraceRequests` requests.
 */
export function loopTrace(
  trace: RequestTrace,
  options: { readonly periodSeconds: number; readonly untilSeconds: number },
): RequestTrace {
  const { periodSeconds, untilSeconds } = options;
  const { arrivalSeconds, inputTokens, outputTokens } = trace;
  const count = arrivalSeconds.length;
  const last = count === 0 ? 0 : arrivalSeconds[count - 1]!;
  if (!(periodSeconds > 0 && periodSeconds >= last)) {
    throw new RangeError(`a trace looped every ${periodSeconds} s whose last request comes at ${last} s`);
  }
  if (!(untilSeconds >= 0 && Number.isFinite(untilSeconds))) {
    throw new RangeError(`a trace looped until ${untilSeconds} s; expected a number from 0`);
  }
  // Rounds begin at whole multiples of the period: no rounding errors add up.
  const isEarly = (round: number) => (seconds: number) => round * periodSeconds + seconds < untilSeconds;
  const wholeRounds = count === 0 ? 0 : Math.max(0, Math.floor(untilSeconds / periodSeconds) - 1);
  if (wholeRounds * count > maxTraceRequests) {
    throw tooMany();
  }
  let total = wholeRounds * count;
  let rounds = wholeRounds;
  for (; count > 0 && isEarly(rounds)(arrivalSeconds[0]!); rounds += 1) {
    total += arrivalSeconds.filter(isEarly(rounds)).length;
    if (total > maxTraceRequests) {
      throw tooMany();
    }
  }
  const looped = {
    arrivalSeconds: new Float64Array(total),
    inputTokens: new Float64Array(total),
    outputTokens: new Float64Array(total),
  };
  for (let i = 0; i < total; i += 1) {
    const place = i % count;
    looped.arrivalSeconds[i] = Math.floor(i / count) * periodSeconds + arrivalSeconds[place]!;
    looped.inputTokens[i] = inputTokens[place]!;
    looped.outputTokens[i] = outputTokens[place]!;
  }
  return looped;
}

function tooMany(): RangeError {
  return new RangeError(
    `a looped trace of more than ${maxTraceRequests} requests, the most that a trace may hold`,
  );
}
