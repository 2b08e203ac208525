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
