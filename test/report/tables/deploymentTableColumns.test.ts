import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { versionNames } from "../../../src/report/lanes/versionNames.ts";
import { deploymentRows } from "../../../src/report/tables/deploymentRows.ts";
import { deploymentTableColumns } from "../../../src/report/tables/deploymentTableColumns.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { severalDeployments } from "../severalDeployments.ts";

const columnsOf = (result: SimulationResult, widthColumns = 100) =>
  deploymentTableColumns(deploymentRows(result), {
    names: versionNames(result),
    widthColumns,
    colors: createColors(true),
  });
const headersOf = (result: SimulationResult) => columnsOf(result).map(({ header }) => header);

/** Two versions of one deployment, the newer one changed. */
function pair(change: object): SimulationResult {
  const result = severalDeployments();
  const [first] = result.deployments;
  const plain = { ...first!, meanBatchSize: null, modelLoads: 0, latency: null };
  return { ...result, deployments: [plain, { ...plain, ...change, version: "v2" }] };
}

describe("the columns of the table of deployments", () => {
  it("tell of replicas, queues, requests, latencies and errors", () => {
    const { red } = createColors(true);
    expect(columnsOf(severalDeployments()).map(({ header, cells }) => [header, ...cells])).toEqual([
      ["deployment", "embed", "embed", "adapters"],
      ["version", "v1", "v2", "v1"],
      ["replicas", "3", "0", "0"],
      ["busiest\nreplica", "×1.10", "–", "–"],
      ["queue", "17", "17", "17"],
      ["requests", "12,000", "12,000", "12,000"],
      ["batch\nsize", "7.3", "–", "–"],
      ["models\nloaded", "0", "0", "321"],
      ["p50", "500 ms", "500 ms", "500 ms"],
      ["p99", "3.50 s", "3.50 s", "3.50 s"],
      ["errors", "0", red("1,000"), "0"],
    ]);
  });

  it("have batches and models only where there were any, and a dash for what was not measured", () => {
    const always = ["deployment", "version", "replicas", "busiest\nreplica", "queue", "requests"];
    const last = ["p50", "p99", "errors"];
    expect(headersOf(pair({}))).toEqual([...always, ...last]);
    expect(headersOf(pair({ meanBatchSize: 2 }))).toEqual([...always, "batch\nsize", ...last]);
    expect(headersOf(pair({ modelLoads: 1 }))).toEqual([...always, "models\nloaded", ...last]);
    const unmeasured = { ...pair({}), latency: { ...pair({}).latency, byVersion: {} } };
    const cells = Object.fromEntries(columnsOf(unmeasured).map((column) => [column.header, column.cells]));
    expect([cells.p50, cells.p99]).toEqual([
      ["–", "–"],
      ["–", "–"],
    ]);
  });

  it("give way from the least important on; names stand to the left and numbers to the right", () => {
    const columns = columnsOf(severalDeployments());
    const inOrder = columns.toSorted((a, b) => b.dropOrder - a.dropOrder).map(({ header }) => header);
    expect(inOrder).toEqual([
      "p50",
      "busiest\nreplica",
      "batch\nsize",
      "models\nloaded",
      "queue",
      "replicas",
      "requests",
      "p99",
      "deployment",
      "version",
      "errors",
    ]);
    const onLeft = columns.filter(({ align }) => align === "left").map(({ header }) => header);
    const onRight = columns.filter(({ align }) => align === "right").map(({ header }) => header);
    expect(onLeft).toEqual(["deployment", "version"]);
    expect(onRight).toHaveLength(columns.length - 2);
  });

  it("cut a long name so that what always stays has room, and make spaces of control characters", () => {
    const named = severalDeployments({ batched: "n".repeat(80), multiplexed: "a\u001bb" });
    expect(columnsOf(named, 60)[0]?.cells).toEqual([`${"n".repeat(35)}…`, `${"n".repeat(35)}…`, "a b"]);
  });
});
