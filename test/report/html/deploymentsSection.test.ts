import { describe, expect, it } from "vitest";
import { deploymentsSection } from "../../../src/report/html/deploymentsSection.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { severalDeployments } from "../severalDeployments.ts";
import { readTables } from "./readPage.ts";

const read = (shown = severalDeployments()) => readTables(deploymentsSection(shown).markup)[0];

describe("the deployments on a page", () => {
  it("tell of replicas, queues, requests and latencies, and why requests failed", () => {
    const { headers = [], kinds = [], rows = [] } = read() ?? {};
    const cellsOf = (row: readonly string[]) => headers.map((header, at) => [header, kinds[at], row[at]]);
    expect(cellsOf(rows[0] ?? [])).toEqual([
      ["Deployment", "text", "embed"],
      ["Version", "moment", "v1"],
      ["Replicas", "number", "3"],
      ["Busiest replica", "number", "×1.10"],
      ["Queue", "number", "17"],
      ["Requests", "number", "12,000"],
      ["Calls among them", "number", "0"],
      ["Batch size", "number", "7.3"],
      ["Models loaded", "number", "0"],
      ["p50", "number", "500 ms"],
      ["p99", "number", "3.50 s"],
      ["Errors", "number", "0"],
      ["Why", "text", ""],
    ]);
    expect(rows.slice(1)).toEqual([
      [
        ...["embed", "v2", "0", "–", "17", "12,000", "0", "–", "0", "500 ms", "3.50 s", "1,000"],
        "10 queue full, 990 timed out",
      ],
      ["adapters", "v1", "0", "–", "17", "12,000", "9,000", "–", "321", "500 ms", "3.50 s", "0", ""],
    ]);
    expect(read()?.caption).toMatch(/^Over the whole run: .*\. Busiest replica: .* as the longest\.$/);
  });

  it("have no column for calls, batches, models or failures where there were none", () => {
    const result = severalDeployments();
    const headersWith = (change: object) => {
      const [first] = result.deployments;
      const none = { ...first!, called: 0, meanBatchSize: null, modelLoads: 0, latency: null };
      return read({ ...result, deployments: [none, { ...none, ...change, version: "v2" }] })?.headers;
    };
    const always = ["Deployment", "Version", "Replicas", "Busiest replica", "Queue", "Requests"];
    const last = ["p50", "p99", "Errors"];
    expect(headersWith({})).toEqual([...always, ...last]);
    expect(headersWith({ called: 1 })).toEqual([...always, "Calls among them", ...last]);
    expect(headersWith({ meanBatchSize: 1 })).toEqual([...always, "Batch size", ...last]);
    expect(headersWith({ modelLoads: 1 })).toEqual([...always, "Models loaded", ...last]);
    const failed = { ...result.deployments[0]!.failed, timeout: 1 };
    expect(headersWith({ failed })).toEqual([...always, ...last, "Why"]);
  });

  it("have a dash for a latency that was not measured", () => {
    const result = severalDeployments();
    const deployments = result.deployments.map((ledger) => ({ ...ledger, latency: null }));
    expect(read({ ...result, deployments })?.rows[0]?.slice(9, 11)).toEqual(["–", "–"]);
  });

  it("are not told of where there is one alone", () => {
    expect(deploymentsSection(gpuSurgeResult()).markup).toBe("");
  });
});
