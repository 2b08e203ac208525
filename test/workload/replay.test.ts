import { describe, expect, it } from "vitest";
import { traceStatistics } from "../../src/workload/traces/traceStatistics.ts";
import { replay } from "./arrivalStreams.ts";
import { readRealTrace, realTracesAbsent } from "./realTraces.ts";

/** Figures as published beside the files: requests, last arrival, busiest minute, CV of gaps, tokens as mean, p50, p99. */
const files = [
  {
    name: "azure-llm-2023-conv.csv",
    requests: 19_366,
    spanSeconds: 3502,
    peak: 1.53,
    gapCv: 1.09,
    input: [1155, 1020, 4142],
    output: [211, 129, 601],
  },
  {
    name: "azure-llm-2023-code.csv",
    requests: 8_819,
    spanSeconds: 3436,
    peak: 4.1,
    gapCv: 13.2,
    input: [2048, 1469, 7436],
    output: [28, 13, 249],
  },
  {
    name: "mooncake-conversation.csv.gz",
    requests: 12_031,
    spanSeconds: 3537,
    peak: 1.21,
    gapCv: null,
    input: [12_035, 6909, 85_400],
    output: [343, 350, 1119],
  },
  {
    name: "servegen-r1-evening.csv.gz",
    requests: 219_955,
    spanSeconds: 7200,
    peak: 1.5,
    gapCv: 1.26,
    input: [744, 293, 13_756],
    output: [823, 512, 6329],
  },
  {
    name: "servegen-mlarge-step.csv.gz",
    requests: 119_385,
    spanSeconds: 7200,
    peak: 1.87,
    gapCv: 1.5,
    input: [545, 73, 3751],
    output: [51, 1, 678],
  },
] as const;

function expectNear(value: number, published: number, share: number): void {
  expect(Math.abs(value - published), `${value} against ${published}`).toBeLessThanOrEqual(share * published);
}

describe.skipIf(realTracesAbsent !== null)(`replay of real traces ${realTracesAbsent ?? ""}`, () => {
  it.each(files)("replays $name whole and unchanged, with the published figures", (file) => {
    const trace = readRealTrace(file.name);
    const replayed = replay(trace, { startSeconds: 0, endSeconds: Number.POSITIVE_INFINITY });
    expect(replayed.arrivalSeconds).toEqual(trace.arrivalSeconds);
    expect(replayed.inputTokens).toEqual(trace.inputTokens);
    expect(replayed.outputTokens).toEqual(trace.outputTokens);

    const statistics = traceStatistics(replayed);
    expect(statistics.requests).toBe(file.requests);
    // Published to two or three digits; quantiles by one convention of several.
    expectNear(statistics.spanSeconds, file.spanSeconds, 0.001);
    expectNear(statistics.peakMinuteRatio, file.peak, 0.02);
    if (file.gapCv !== null) {
      expectNear(statistics.gapCv!, file.gapCv, 0.01);
    }
    for (const side of ["input", "output"] as const) {
      const { mean, quantiles } = side === "input" ? statistics.inputTokens : statistics.outputTokens;
      expect(Math.round(mean)).toBe(file[side][0]);
      expectNear(quantiles[4]!, file[side][1], 0.005);
      expectNear(quantiles[8]!, file[side][2], 0.005);
    }
  });

  it("shifts a trace by the start of its stream and cuts it at the end", () => {
    const trace = readRealTrace("azure-llm-2023-code.csv");
    const replayed = replay(trace, { startSeconds: 600, endSeconds: 1_800 });
    const expected = trace.arrivalSeconds.filter((seconds) => 600 + seconds < 1_800);
    expect(expected.length).toBeGreaterThan(1_000);
    expect(replayed.arrivalSeconds).toEqual(expected.map((seconds) => 600 + seconds));
    expect(replayed.inputTokens).toEqual(trace.inputTokens.slice(0, expected.length));
  });
});
