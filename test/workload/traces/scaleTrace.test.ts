import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandomStreams, type RandomStream } from "../../../src/engine/RandomStreams.ts";
import type { RequestTrace } from "../../../src/workload/Traffic.ts";
import { compressTrace } from "../../../src/workload/traces/compressTrace.ts";
import { cutTrace } from "../../../src/workload/traces/cutTrace.ts";
import { loopTrace } from "../../../src/workload/traces/loopTrace.ts";
import { overlayTrace } from "../../../src/workload/traces/overlayTrace.ts";
import { scaleTrace } from "../../../src/workload/traces/scaleTrace.ts";
import { thinTrace } from "../../../src/workload/traces/thinTrace.ts";
import { tracePeriodSeconds } from "../../../src/workload/traces/tracePeriodSeconds.ts";
import { traceStatistics } from "../../../src/workload/traces/traceStatistics.ts";
import { readRealTrace, realTracesAbsent } from "../realTraces.ts";
import { countsOf, gapsOf, variationOf } from "../statistics.ts";

const stream = (name = "thin"): RandomStream => createRandomStreams("scale").stream(name);
const noDraws: RandomStream = () => {
  throw new Error("drew a number");
};

/** Requests whose sizes tell which they are. */
function traceOf(arrivals: readonly number[]): RequestTrace {
  return {
    arrivalSeconds: Float64Array.from(arrivals),
    inputTokens: Float64Array.from(arrivals, (_, i) => i),
    outputTokens: Float64Array.from(arrivals, (_, i) => 1_000 + i),
  };
}

const times = (trace: RequestTrace) => Array.from(trace.arrivalSeconds);
const inputs = (trace: RequestTrace) => Array.from(trace.inputTokens);

const anyTrace = fc
  .array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 50, noNaN: true })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((gaps) => {
    let seconds = 0;
    return traceOf(
      gaps.map((gap) => {
        seconds += gap;
        return seconds;
      }),
    );
  });

function expectTrace(trace: RequestTrace): void {
  const { arrivalSeconds, inputTokens, outputTokens } = trace;
  expect(inputTokens.length).toBe(arrivalSeconds.length);
  arrivalSeconds.forEach((seconds, i) => {
    expect(seconds).toBeGreaterThanOrEqual(i === 0 ? 0 : arrivalSeconds[i - 1]!);
    // A request keeps both of its sizes.
    expect(outputTokens[i]).toBe(inputTokens[i]! + 1_000);
  });
}

describe("cutTrace", () => {
  it("keeps exactly the requests from the start up to the end, from a new beginning", () => {
    const trace = traceOf([0, 1, 1, 2, 3, 5]);
    const cut = cutTrace(trace, { fromSeconds: 1, toSeconds: 3 });
    expect(times(cut)).toEqual([0, 0, 1]);
    expect(inputs(cut)).toEqual([1, 2, 3]);
    expect(times(cutTrace(trace, { fromSeconds: 0, toSeconds: 100 }))).toEqual(times(trace));
    expect(times(cutTrace(trace, { fromSeconds: 3.5, toSeconds: 4 }))).toEqual([]);
  });

  it("splits a trace into parts that make up the whole", () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0.001, max: 500, noNaN: true }), (trace, atSeconds) => {
        const before = cutTrace(trace, { fromSeconds: 0, toSeconds: atSeconds });
        const after = cutTrace(trace, { fromSeconds: atSeconds, toSeconds: Number.POSITIVE_INFINITY });
        expectTrace(after);
        expect([...inputs(before), ...inputs(after)]).toEqual(inputs(trace));
        expect(times(before).every((seconds) => seconds < atSeconds)).toBe(true);
      }),
    );
  });

  it("refuses an end that is not after the start", () => {
    const trace = traceOf([0]);
    expect(() => cutTrace(trace, { fromSeconds: 2, toSeconds: 2 })).toThrow(/end after the start/);
    expect(() => cutTrace(trace, { fromSeconds: -1, toSeconds: 2 })).toThrow(RangeError);
    expect(() => cutTrace(trace, { fromSeconds: 0, toSeconds: Number.NaN })).toThrow(RangeError);
  });
});

describe("scaleTrace", () => {
  it("compresses time or lays thinned and shifted copies over each other, as it is told", () => {
    const trace = traceOf([0, 2, 4, 6]);
    const scaled = (by: "overlay" | "compress") =>
      scaleTrace(trace, { by, factor: 2, periodSeconds: 8, random: stream() });
    expect(times(scaled("compress"))).toEqual([0, 1, 2, 3]);
    expect(times(scaled("overlay"))).toEqual(
      times(overlayTrace(trace, { factor: 2, periodSeconds: 8, random: stream() })),
    );
    expect(scaled("overlay").arrivalSeconds.length).toBe(8);
  });
});

describe("loopTrace", () => {
  it("begins again every period and ends at the end, also in the midst of a round", () => {
    const looped = loopTrace(traceOf([1, 4]), { periodSeconds: 10, untilSeconds: 22 });
    expect(times(looped)).toEqual([1, 4, 11, 14, 21]);
    expect(inputs(looped)).toEqual([0, 1, 0, 1, 0]);
    expect(times(loopTrace(traceOf([1, 4]), { periodSeconds: 10, untilSeconds: 4 }))).toEqual([1]);
    expect(times(loopTrace(traceOf([0, 10]), { periodSeconds: 10, untilSeconds: 20 }))).toEqual([0, 10, 10]);
    expect(times(loopTrace(traceOf([]), { periodSeconds: 10, untilSeconds: 20 }))).toEqual([]);
  });

  it("holds in each round the trace itself", () => {
    fc.assert(
      fc.property(
        anyTrace,
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        (trace, pause, rounds) => {
          const periodSeconds = trace.arrivalSeconds.at(-1)! + pause;
          const untilSeconds = periodSeconds * rounds;
          const looped = loopTrace(trace, { periodSeconds, untilSeconds });
          expectTrace(looped);
          const expected: number[] = [];
          for (let round = 0; round < rounds; round += 1) {
            expected.push(...times(trace).map((seconds) => round * periodSeconds + seconds));
          }
          expect(times(looped)).toEqual(expected.filter((seconds) => seconds < untilSeconds));
        },
      ),
    );
  });

  it("refuses a period that cuts the trace short, and more requests than fit", () => {
    const trace = traceOf([0, 4]);
    expect(() => loopTrace(trace, { periodSeconds: 3, untilSeconds: 9 })).toThrow(
      /last request comes at 4 s/,
    );
    expect(() => loopTrace(traceOf([0]), { periodSeconds: 0, untilSeconds: 9 })).toThrow(RangeError);
    expect(() => loopTrace(trace, { periodSeconds: 4, untilSeconds: -1 })).toThrow(/looped until -1 s/);
    expect(times(loopTrace(trace, { periodSeconds: 4, untilSeconds: 0 }))).toEqual([]);
    expect(() => loopTrace(trace, { periodSeconds: 4, untilSeconds: 1e9 })).toThrow(/more than 5000000/);
    expect(() => loopTrace(trace, { periodSeconds: 4, untilSeconds: Number.POSITIVE_INFINITY })).toThrow(
      RangeError,
    );
  });
});

describe("compressTrace", () => {
  it("keeps the coefficient of variation of the gaps, every size and the order, in 1 / factor of the time", () => {
    fc.assert(
      fc.property(anyTrace, fc.double({ min: 0.01, max: 100, noNaN: true }), (trace, factor) => {
        const compressed = compressTrace(trace, factor);
        expectTrace(compressed);
        expect(inputs(compressed)).toEqual(inputs(trace));
        expect(compressed.arrivalSeconds.at(-1)! * factor).toBeCloseTo(trace.arrivalSeconds.at(-1)!, 6);
        if (trace.arrivalSeconds.at(-1)! - trace.arrivalSeconds[0]! > 1e-3) {
          const before = variationOf(gapsOf(trace.arrivalSeconds));
          expect(variationOf(gapsOf(compressed.arrivalSeconds))).toBeCloseTo(before, 6);
        }
      }),
    );
    for (const factor of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => compressTrace(traceOf([0]), factor)).toThrow(RangeError);
    }
  });
});

describe("thinTrace", () => {
  const trace = traceOf(Array.from({ length: 20_000 }, (_, i) => i / 10));

  it("keeps the share, and with a larger share the same requests and more", () => {
    const third = thinTrace(trace, 1 / 3, stream());
    const half = thinTrace(trace, 1 / 2, stream());
    expectTrace(third);
    expect(Math.abs(third.arrivalSeconds.length - 20_000 / 3)).toBeLessThan(4 * Math.sqrt((20_000 * 2) / 9));
    const kept = new Set(inputs(half));
    expect(inputs(third).every((request) => kept.has(request))).toBe(true);
    expect(half.arrivalSeconds.length).toBeGreaterThan(third.arrivalSeconds.length);
    expect(thinTrace(trace, 1, stream())).toEqual(trace);
    expect(() => thinTrace(trace, 0, stream())).toThrow(RangeError);
    expect(() => thinTrace(trace, 1.1, stream())).toThrow(RangeError);
  });

  it("takes one draw a request", () => {
    let draws = 0;
    thinTrace(trace, 0.2, () => {
      draws += 1;
      return 0.5;
    });
    expect(draws).toBe(20_000);
  });
});

describe("overlayTrace", () => {
  it("lays copies over one another, evenly shifted on a circle, without a draw for whole factors", () => {
    const overlaid = overlayTrace(traceOf([0, 1, 9]), { factor: 2, periodSeconds: 10, random: noDraws });
    expect(times(overlaid)).toEqual([0, 1, 4, 5, 6, 9]);
    expect(inputs(overlaid)).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it("keeps the length of a burst: the same gaps within, as often as there are copies", () => {
    const burst = traceOf([0, 1, 2, 3]);
    const overlaid = overlayTrace(burst, { factor: 3, periodSeconds: 30, random: noDraws });
    expect(times(overlaid)).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]);
  });

  it("multiplies the count exactly, keeps each request's sizes, and stays within the period", () => {
    fc.assert(
      fc.property(
        anyTrace,
        fc.integer({ min: 1, max: 7 }),
        fc.double({ min: 1e-3, max: 10, noNaN: true }),
        (trace, factor, pause) => {
          const periodSeconds = trace.arrivalSeconds.at(-1)! + pause;
          const overlaid = overlayTrace(trace, { factor, periodSeconds, random: noDraws });
          expectTrace(overlaid);
          expect(overlaid.arrivalSeconds.at(-1)!).toBeLessThanOrEqual(periodSeconds);
          const expected = inputs(trace).flatMap((request) => new Array<number>(factor).fill(request));
          expect(inputs(overlaid).sort((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });

  it("adds a thinned copy for a fraction, and only thins for a factor below 1", () => {
    const trace = traceOf(Array.from({ length: 10_000 }, (_, i) => i));
    const options = { periodSeconds: 10_000, random: stream() };
    const more = overlayTrace(trace, { ...options, factor: 2.25 });
    expect(Math.abs(more.arrivalSeconds.length - 22_500)).toBeLessThan(4 * Math.sqrt(10_000 * 0.25 * 0.75));
    const less = overlayTrace(trace, { ...options, factor: 0.25 });
    expect(Math.abs(less.arrivalSeconds.length - 2_500)).toBeLessThan(4 * Math.sqrt(10_000 * 0.25 * 0.75));
    expect(times(less).every((seconds) => Number.isInteger(seconds))).toBe(true);
  });

  it("refuses factors, periods and sizes that cannot be", () => {
    const trace = traceOf([0, 5]);
    const options = { factor: 2, periodSeconds: 10, random: noDraws };
    expect(() => overlayTrace(trace, { ...options, factor: 0 })).toThrow(RangeError);
    expect(() => overlayTrace(trace, { ...options, periodSeconds: 4 })).toThrow(/last request comes at 5 s/);
    expect(() => overlayTrace(trace, { ...options, factor: 3_000_000 })).toThrow(/more than 5000000/);
  });
});

describe("tracePeriodSeconds", () => {
  it("is one mean gap longer than the trace", () => {
    expect(tracePeriodSeconds(traceOf([0, 5, 10]))).toBeCloseTo(10 + 10 / 3, 12);
    expect(() => tracePeriodSeconds(traceOf([0, 0]))).toThrow(/no length/);
    expect(() => tracePeriodSeconds(traceOf([]))).toThrow(RangeError);
  });
});

describe.skipIf(realTracesAbsent !== null)(`scaling a real trace ${realTracesAbsent ?? ""}`, () => {
  const scaled = (by: "overlay" | "compress", factor: number) => {
    const trace = readRealTrace("azure-llm-2023-code.csv");
    return scaleTrace(trace, { by, factor, periodSeconds: tracePeriodSeconds(trace), random: stream() });
  };
  /** How long stretches of at least one request in each second last, in seconds, on average. */
  const meanBurstSeconds = (trace: RequestTrace) => {
    const counts = countsOf(trace.arrivalSeconds, 1, Math.ceil(trace.arrivalSeconds.at(-1)! + 1));
    const starts = counts.filter((count, i) => count > 0 && !(counts[i - 1]! > 0)).length;
    return counts.filter((count) => count > 0).length / starts;
  };
  const code = () => readRealTrace("azure-llm-2023-code.csv");

  it("by compressing keeps the CV of the code trace and shortens its bursts", () => {
    const before = traceStatistics(code());
    const after = traceStatistics(scaled("compress", 4));
    expect(after.gapCv).toBeCloseTo(before.gapCv!, 9);
    expect(after.requestsPerSecond / before.requestsPerSecond).toBeCloseTo(4, 9);
    expect(after.emptyMinutes).toBeLessThan(before.emptyMinutes);
  });

  it("by overlaying keeps the length of its bursts, multiplies the count, and fills the silence between them", () => {
    const trace = code();
    const overlaid = scaled("overlay", 3);
    expect(overlaid.arrivalSeconds.length).toBe(3 * trace.arrivalSeconds.length);
    expect(traceStatistics(overlaid).gapCv!).toBeLessThan(0.9 * traceStatistics(trace).gapCv!);
    // Each burst is there as often as there are copies, as long as it was; by chance some touch and look as one.
    const [before, after] = [meanBurstSeconds(trace), meanBurstSeconds(overlaid)];
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after).toBeLessThan(2 * before);
    expect(meanBurstSeconds(scaled("compress", 3))).toBeLessThan(before);
    // A tripled rate by compressing has the busy second of three, by overlaying that of one.
    const peak = (each: RequestTrace) => traceStatistics(each).peakSecondRequests;
    expect(peak(overlaid)).toBeLessThan(1.3 * peak(trace));
    expect(peak(scaled("compress", 3))).toBeGreaterThan(1.5 * peak(trace));
  });

  it("by a factor below 1 thins: bursts keep their place and lose height", () => {
    const trace = code();
    const thinned = scaled("overlay", 0.3);
    const share = thinned.arrivalSeconds.length / trace.arrivalSeconds.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(4 * Math.sqrt((0.3 * 0.7) / trace.arrivalSeconds.length));
    expect(traceStatistics(thinned).emptyMinutes).toBeGreaterThanOrEqual(traceStatistics(trace).emptyMinutes);
    expect(traceStatistics(thinned).gapCv!).toBeLessThan(traceStatistics(trace).gapCv!);
  });
});
