import { describe, expect, it } from "vitest";
import { keyFigures } from "../../../src/report/tables/keyFigures.ts";
import type { Summary } from "../../../src/simulation/result/Summary.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

const base = gpuSurgeResult();
const figuresOf = (changes: Partial<Summary>) =>
  keyFigures({ ...base, summary: { ...base.summary, ...changes } }).map(
    ({ label, value, detail }) => [label, value, detail] as const,
  );
const figure = (label: string, changes: Partial<Summary>) =>
  figuresOf(changes)
    .find(([name]) => name === label)
    ?.slice(1);
const labels = (changes: Partial<Summary>) => figuresOf(changes).map(([label]) => label);

describe("the key figures of a run", () => {
  it("tell how it ended, what became of requests, and what it took", () => {
    expect(
      figuresOf({
        durationMinutes: 20,
        requests: 12_345,
        succeededRequests: 12_000,
        failedRequests: 345,
        errorPercent: 2.794,
        shutdownRequests: 345,
      }),
    ).toEqual([
      ["outcome", "completed in 20 min", "0 rollbacks"],
      ["requests", "12,345", "12,000 succeeded"],
      ["errors", "2.79 %", "345 failed: 345 cut off at shutdown"],
      ["latency p99", "10.4 s", "p50 2.64 s, p90 5.93 s, max 17.3 s"],
      ["peak GPUs held", "10", "12 on 8 nodes at the peak"],
      ["peak surge", "25 %", "10 replicas at the peak, 8 started, 0 crashed"],
      ["longest queue", String(base.summary.peakQueuedRequests), "requests waiting at routers at once"],
      ["cost", "$21.45", "8.43 GPU hours, 6.2 node hours"],
    ]);
  });

  it("count one thing without an s", () => {
    expect(figure("outcome", { rollbacks: 1 })?.[1]).toBe("1 rollback");
    expect(figure("outcome", { rollbacks: 2 })?.[1]).toBe("2 rollbacks");
    expect(figure("peak GPUs held", { peakNodes: 1 })?.[1]).toBe("12 on 1 node at the peak");
    expect(figure("peak surge", { peakReplicas: 1 })?.[1]).toMatch(/^1 replica at the peak/);
  });

  it("name every reason why requests failed, and none where none did", () => {
    const reasons = {
      queueFullRequests: 1,
      timeoutRequests: 2,
      replicaDiedRequests: 3,
      shutdownRequests: 4,
      unavailableRequests: 5,
      applicationErrorRequests: 6,
      childFailedRequests: 7,
      clientTimeoutRequests: 8,
      proxyDiedRequests: 9,
    };
    const detail = figure("errors", { ...reasons, failedRequests: 45 })?.[1] ?? "";
    const [failed, told = ""] = detail.split(": ");
    expect(failed).toBe("45 failed");
    expect(told.split(", ").toSorted()).toEqual([
      "1 queue full",
      "2 timed out",
      "3 replica died",
      "4 cut off at shutdown",
      "5 version unavailable",
      "6 application error",
      "7 a call inside failed",
      "8 given up by the client",
      "9 proxy died",
    ]);
    expect(figure("errors", { shutdownRequests: 0, failedRequests: 0 })?.[1]).toBe("0 failed");
  });

  it("tell what clients saw where they tried again or were not allowed to", () => {
    const clients = {
      clientRequests: 9000,
      clientFailedRequests: 90,
      clientErrorPercent: 1,
      p99ClientLatencySeconds: 12.5,
    };
    const detail = (retries: number, denied: number) =>
      `1 % failed for good (90), p99 12.5 s from the first attempt; ${retries} retries, ${denied} denied by a budget`;
    expect(figure("client requests", { ...clients, retries: 7, retriesDenied: 0 })).toEqual([
      "9,000",
      detail(7, 0),
    ]);
    expect(figure("client requests", { ...clients, retries: 0, retriesDenied: 3 })).toEqual([
      "9,000",
      detail(0, 3),
    ]);
    expect(labels({ ...clients, retries: 0, retriesDenied: 0 })).not.toContain("client requests");
  });

  it("tell of tokens where language models answered", () => {
    const tokens = {
      p50FirstTokenSeconds: 0.25,
      p90FirstTokenSeconds: 0.5,
      p99FirstTokenSeconds: 1.25,
      p50TokenGapSeconds: 0.02,
      p90TokenGapSeconds: 0.03,
      p99TokenGapSeconds: 0.04,
    };
    expect(figure("first token p99", tokens)).toEqual([
      "1.25 s",
      "time to first token: p50 250 ms, p90 500 ms",
    ]);
    expect(figure("token gap p99", tokens)).toEqual([
      "40 ms",
      "mean time between tokens of an answer: p50 20 ms, p90 30 ms",
    ]);
    const without = labels({ ...tokens, p99FirstTokenSeconds: null });
    expect(without.filter((label) => label.includes("token"))).toEqual([]);
  });

  it("tell of models, proxies, compacted nodes and traffic beyond capacity where there were any", () => {
    expect(figure("models loaded", { modelLoads: 1200 })).toEqual([
      "1,200",
      "by replicas that hold some of many",
    ]);
    expect(figure("proxies died", { proxiesDied: 2, proxyDiedRequests: 1 })).toEqual([
      "2",
      "1 request lost with them, or sent to them later",
    ]);
    expect(figure("nodes compacted", { compactedNodes: 3 })).toEqual([
      "3",
      "emptied by moving their replicas to others, and released",
    ]);
    expect(figure("beyond capacity", { trafficBeyondCapacitySeconds: 90 })).toEqual([
      "1 min 30 s",
      "traffic on a version above its capacity",
    ]);
  });
});
