import { describe, expect, it } from "vitest";
import { z } from "zod";
import { autoscalingConfigSchema } from "../../../src/scenario/schema/autoscalingConfigSchema.ts";
import { aggregateRequests } from "../../../src/serve/autoscaler/aggregateRequests.ts";
import { averageRequests } from "../../../src/serve/autoscaler/averageRequests.ts";
import { HandleMetrics } from "../../../src/serve/autoscaler/HandleMetrics.ts";
import type { HandleReport, RequestSample } from "../../../src/serve/autoscaler/HandleReport.ts";
import { mergeSamples } from "../../../src/serve/autoscaler/mergeSamples.ts";
import { reportTimeoutSeconds } from "../../../src/serve/autoscaler/reportTimeoutSeconds.ts";
import { requestCurve } from "../../../src/serve/autoscaler/requestCurve.ts";
import { readVectors } from "./readVectors.ts";

const point = z.tuple([z.number(), z.number()]);
const series = z.array(point);
const kernels = readVectors("aggregation", {
  merges: z.array(z.tuple([z.array(series), series])),
  averages: z.array(z.tuple([z.array(series), z.number(), z.number()])),
});
const extremes = readVectors("aggregationExtremes", {
  rows: z.array(z.tuple([z.array(series), z.number(), z.tuple([z.number(), z.number(), z.number()])])),
  names: z.array(z.tuple([z.string(), z.string().nullable()])),
});
const time = z.number();
const handles = readVectors("handleMetrics", {
  stories: z.array(
    z.tuple([
      z.number(),
      z.number(),
      z.array(
        z.union([
          z.tuple([time, z.literal("replicas"), z.array(z.string())]),
          z.tuple([time, z.literal("requests"), z.number(), z.number(), z.record(z.string(), z.number())]),
          z.tuple([time, z.literal("record"), z.number()]),
          z.tuple([time, z.literal("report"), z.number()]),
          z.tuple([time, z.literal("die"), z.number()]),
          z.tuple([time, z.literal("look"), z.number(), z.array(z.number())]),
        ]),
      ),
    ]),
  ),
});

describe("metrics of the autoscaler", () => {
  it("add up the series of handles and replicas as Ray Serve merges them", () => {
    for (const [sources, expected] of kernels.merges) {
      const merged = mergeSamples(sources.map(samplesOf));
      expect(merged.map(({ atSeconds }) => atSeconds)).toEqual(expected.map(([atSeconds]) => atSeconds));
      for (const [index, { requests }] of merged.entries()) {
        expect(requests).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 9);
      }
    }
  });

  it("average over time as Ray Serve does, from when all series have begun to now", () => {
    for (const [index, [sources, nowSeconds, expected]] of kernels.averages.entries()) {
      const reports = sources.map((points) => ({
        sentAtSeconds: nowSeconds,
        queued: samplesOf(points),
        running: new Map(),
      }));
      const average = averageRequests(requestCurve(reports, new Set()), nowSeconds);
      expect(average, `case ${index}`).toBeCloseTo(expected, 6);
    }
    expect(kernels.averages.length).toBe(1000);
  });

  it("are the mean, the most or the least as aggregation_function says", () => {
    for (const [index, [sources, nowSeconds, expected]] of extremes.rows.entries()) {
      const reports = sources.map((points) => ({
        sentAtSeconds: nowSeconds,
        queued: samplesOf(points),
        running: new Map(),
      }));
      const curve = requestCurve(reports, new Set());
      for (const [position, aggregation] of (["mean", "max", "min"] as const).entries()) {
        const found = aggregateRequests(curve, nowSeconds, aggregation);
        expect(found, `case ${index}, ${aggregation}`).toBeCloseTo(expected[position]!, 6);
      }
    }
    expect(extremes.rows.length).toBe(1000);
    expect(extremes.rows[0]?.[2]).toEqual([3, 9, 0]);
  });

  it("are aggregated by the names that Ray Serve takes", () => {
    for (const [name, taken] of extremes.names) {
      const parsed = autoscalingConfigSchema.safeParse({ aggregation_function: name });
      expect(parsed.success ? parsed.data.aggregation_function?.toLowerCase() : null, name).toBe(taken);
    }
  });

  it("follow a handle through samples, reports, replicas that come and go, and stale reports", () => {
    let looks = 0;
    for (const [index, [metricsIntervalSeconds, lookBackPeriodSeconds, story]] of handles.stories.entries()) {
      const desk = new Desk({ metricsIntervalSeconds, lookBackPeriodSeconds });
      for (const [number, event] of story.entries()) {
        const context = `story ${index}, event ${number}`;
        switch (event[1]) {
          case "replicas":
            desk.setReplicas(event[2].map(numberOf));
            break;
          case "requests":
            desk.setCounts(event[2], event[3], event[4]);
            break;
          case "record":
            desk.record(event[0], event[2]);
            break;
          case "report":
            desk.report(event[0], event[2]);
            break;
          case "die":
            desk.dead.add(event[2]);
            break;
          case "look": {
            expect(desk.total(event[0]), context).toBeCloseTo(event[2], 6);
            desk.dropStale(event[0]);
            expect(desk.reporting(), context).toEqual(event[3]);
            looks++;
            break;
          }
        }
      }
    }
    expect(looks).toBeGreaterThan(10_000);
  });

  it("are sampled as often as Ray Serve samples them", () => {
    const interval = HandleMetrics.recordIntervalSeconds;
    expect(interval({ lookBackPeriodSeconds: 30, metricsIntervalSeconds: 10 })).toBe(6);
    expect(interval({ lookBackPeriodSeconds: 30, metricsIntervalSeconds: 1 })).toBe(1);
  });
});

/** The controller's desk, with the handles that report to it. */
class Desk {
  readonly dead = new Set<number>();
  readonly #settings: { readonly metricsIntervalSeconds: number; readonly lookBackPeriodSeconds: number };
  readonly #handles = new Map<
    number,
    { metrics: HandleMetrics; queued: number; running: Map<number, number> }
  >();
  readonly #reports = new Map<number, HandleReport>();
  #replicas: ReadonlySet<number> = new Set();

  constructor(settings: { readonly metricsIntervalSeconds: number; readonly lookBackPeriodSeconds: number }) {
    this.#settings = settings;
  }

  setReplicas(replicas: readonly number[]): void {
    this.#replicas = new Set(replicas);
    for (const handle of this.#handles.values()) {
      handle.running = new Map(
        [...handle.running].filter(([replica, requests]) => requests > 0 || this.#replicas.has(replica)),
      );
    }
  }

  setCounts(handle: number, queued: number, running: Readonly<Record<string, number>>): void {
    const counts = this.#handle(handle);
    counts.queued = queued;
    counts.running = new Map(Object.entries(running).map(([name, requests]) => [numberOf(name), requests]));
  }

  record(nowSeconds: number, handle: number): void {
    const counts = this.#handle(handle);
    counts.metrics.record(nowSeconds, counts);
  }

  report(nowSeconds: number, handle: number): void {
    const counts = this.#handle(handle);
    const report = counts.metrics.report(nowSeconds, counts);
    const last = this.#reports.get(handle);
    if (last === undefined || report.sentAtSeconds > last.sentAtSeconds) this.#reports.set(handle, report);
  }

  total(nowSeconds: number): number {
    return averageRequests(requestCurve([...this.#reports.values()], this.#replicas), nowSeconds);
  }

  dropStale(nowSeconds: number): void {
    const timeout = reportTimeoutSeconds(this.#settings.metricsIntervalSeconds);
    for (const [handle, report] of this.#reports) {
      const isStale = nowSeconds - report.sentAtSeconds >= timeout;
      if (isStale || this.dead.has(handle)) this.#reports.delete(handle);
    }
  }

  reporting(): readonly number[] {
    return [...this.#reports.keys()].sort((a, b) => a - b);
  }

  #handle(number: number) {
    const known = this.#handles.get(number);
    if (known !== undefined) return known;
    const made = {
      metrics: new HandleMetrics(this.#settings),
      queued: 0,
      running: new Map<number, number>(),
    };
    this.#handles.set(number, made);
    return made;
  }
}

function samplesOf(points: readonly (readonly [number, number])[]): readonly RequestSample[] {
  return points.map(([atSeconds, requests]) => ({ atSeconds, requests }));
}

function numberOf(name: string): number {
  return Number(name.slice(1));
}
