import { describe, expect, it } from "vitest";
import { deploymentRows } from "../../../src/report/tables/deploymentRows.ts";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { renderTerminal } from "../../../src/report/text/renderTerminal.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { severalDeployments } from "../severalDeployments.ts";

const render = (widthColumns: number, result = severalDeployments()) =>
  renderTerminal({ result, invariants: [], expectations: [], widthColumns, color: false });

describe("the table of deployments", () => {
  it("has a row for each deployment of each version, versions of a deployment together", () => {
    const rows = deploymentRows(severalDeployments());
    expect(rows.map(({ ledger }) => `${ledger.deployment} ${ledger.version}`)).toEqual([
      "embed v1",
      "embed v2",
      "adapters v1",
    ]);
    expect(rows.map(({ failedRequests }) => failedRequests)).toEqual([0, 1000, 0]);
    expect(rows.map(({ peakReplicas }) => peakReplicas)).toEqual([3, 0, 0]);
  });

  it("compares the busiest replica with those that met the same traffic", () => {
    const [embed, newer] = deploymentRows(severalDeployments());
    expect(embed?.busiestReplica).toBeCloseTo(1.1, 9);
    expect(newer?.busiestReplica).toBeNull();
  });

  it("takes the latency of the version where a deployment is its only one, and is not there for a single row", () => {
    const result = severalDeployments();
    const [first] = result.deployments;
    const alone = { ...result, deployments: [{ ...first!, latency: null }] };
    expect(deploymentRows(alone)[0]?.latency).toEqual(result.latency.byVersion.v1);
    expect(deploymentRows({ ...alone, deployments: [{ ...first!, meanBatchSize: null }] })).toEqual([]);
    expect(deploymentRows(gpuSurgeResult())).toEqual([]);
  });

  it("is there for a single row with batches or models, and for two where only one has them", () => {
    const result = severalDeployments();
    const plain = { ...result.deployments[0]!, meanBatchSize: null, modelLoads: 0 };
    const countWith = (...changes: readonly object[]) =>
      deploymentRows({ ...result, deployments: changes.map((change) => ({ ...plain, ...change })) }).length;
    expect(countWith({})).toBe(0);
    expect(countWith({ meanBatchSize: 3 })).toBe(1);
    expect(countWith({ modelLoads: 1 })).toBe(1);
    expect(countWith({}, { version: "v2" })).toBe(2);
  });

  it("takes no latency of a version for one of its several deployments", () => {
    const result = severalDeployments();
    const deployments = result.deployments.map((ledger) => ({ ...ledger, latency: null }));
    const latencies = deploymentRows({ ...result, deployments }).map(({ ledger, latency }) => [
      ledger.version,
      latency,
    ]);
    expect(latencies).toEqual([
      ["v1", null],
      ["v2", result.latency.byVersion.v2],
      ["v1", null],
    ]);
  });

  it("counts the replicas that were held at once, those without a place not among them", () => {
    const result = severalDeployments();
    const [life] = result.replicas;
    const peakOf = (...changes: readonly object[]) => {
      const replicas = changes.map((change, replica) => ({ ...life!, ...change, replica }));
      return deploymentRows({ ...result, replicas })[0]?.peakReplicas;
    };
    const gone = { placedAtSeconds: 0, goneAtSeconds: 100 };
    expect(peakOf(gone, { placedAtSeconds: 100 })).toBe(1);
    expect(peakOf(gone, { placedAtSeconds: 99 })).toBe(2);
    expect(peakOf({}, { placedAtSeconds: null })).toBe(1);
    expect(peakOf({ placedAtSeconds: null }, {}, {})).toBe(2);
    expect(peakOf({}, { deployment: "adapters" }, { version: "v2" })).toBe(1);
  });

  it("compares what replicas served a second while they ran, until they drained or died or the run ended", () => {
    const result = severalDeployments();
    const [life] = result.replicas;
    const busiestOf = (...changes: readonly object[]) => {
      const replicas = changes.map((change, replica) => ({
        ...life!,
        servedRequests: 100,
        ...change,
        replica,
      }));
      return deploymentRows({ ...result, replicas })[0]?.busiestReplica;
    };
    const { horizonSeconds } = result.scenario;
    const half = { drainingAtSeconds: horizonSeconds / 2, goneAtSeconds: horizonSeconds };
    const nearly = { goneAtSeconds: 0.9 * horizonSeconds };
    expect(busiestOf({}, { servedRequests: 300 })).toBeCloseTo(1.5, 9);
    // 100 in the whole and 100 in nine tenths of it: 1 / 0.9 to 2 / 1.9.
    expect(busiestOf({}, nearly)).toBeCloseTo(1.9 / 1.8, 9);
    expect(busiestOf({}, half)).toBeNull();
    expect(busiestOf(half, { ...half, servedRequests: 300 })).toBeCloseTo(1.5, 9);
    expect(busiestOf({}, { runningAtSeconds: null })).toBeNull();
    expect(busiestOf({}, { servedRequests: 300 }, { runningAtSeconds: null })).toBeCloseTo(1.5, 9);
    expect(busiestOf({}, { servedRequests: 50 }, { runningAtSeconds: horizonSeconds })).toBeCloseTo(4 / 3, 9);
  });

  it("has no busiest replica where there is one alone, none ran, or none served anything", () => {
    const result = severalDeployments();
    const [life] = result.replicas;
    const busiestOf = (...served: readonly number[]) => {
      const replicas = served.map((servedRequests, replica) => ({ ...life!, servedRequests, replica }));
      return deploymentRows({ ...result, replicas })[0]?.busiestReplica;
    };
    expect([busiestOf(), busiestOf(7), busiestOf(0, 0), busiestOf(0, 7)]).toEqual([null, null, null, 2]);
    const unborn = { ...life!, runningAtSeconds: result.scenario.horizonSeconds };
    expect(deploymentRows({ ...result, replicas: [unborn, unborn] })[0]?.busiestReplica).toBeNull();
  });

  it("tells on a terminal of queues, latencies, batches, models, and why requests failed", () => {
    const text = render(120);
    expect(text).toMatch(/^embed +v1 +3 +×1\.10 +17 +12,000 +7\.3 +0 +500 ms +3\.50 s +0$/m);
    expect(text).toMatch(/^adapters +v1 +0 +– +17 +12,000 +– +321 +500 ms +3\.50 s +0$/m);
    expect(text).toMatch(/^embed v2: 10 queue full, 990 timed out$/m);
  });

  it("fits into every terminal, whatever the names, and says what it left out", () => {
    const names = [
      {},
      { batched: "a".repeat(120) },
      { batched: "滚动更新🚀".repeat(20), multiplexed: "\u001b[31m" },
    ];
    for (const result of names.map(severalDeployments)) {
      for (let widthColumns = 40; widthColumns <= 160; widthColumns++) {
        for (const line of render(widthColumns, result).split("\n")) {
          expect(displayWidth(line), `${widthColumns}: ${line}`).toBeLessThanOrEqual(widthColumns);
        }
      }
    }
    expect(render(60)).toMatch(/\(no room for: [^)]*busiest replica/);
  });
});
