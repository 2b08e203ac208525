import { describe, expect, it } from "vitest";
import type { Fault } from "../../src/faults/Fault.ts";
import { renderHtml } from "../../src/report/html/renderHtml.ts";
import { renderSummaryJson } from "../../src/report/json/renderSummaryJson.ts";
import { describeOutcome } from "../../src/report/text/describeOutcome.ts";
import { renderTerminal } from "../../src/report/text/renderTerminal.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { playLawfully } from "./playLawfully.ts";

const three = buildDeployment({ scaling: { kind: "static", numReplicas: 3 } });
const versionOn = (...workerGroups: readonly ReturnType<typeof buildWorkerGroup>[]) =>
  buildVersion({ deployments: [three], cluster: buildCluster({ workerGroups }) });
const pooled = versionOn(buildWorkerGroup({ pool: "g5" }));
const reports = ["terminal", "page"] as const;

/** A rollout at 100 s that has ten minutes, and 20 s until its head is up. */
function play(overrides: Partial<Scenario>): SimulationResult {
  const primary = overrides.primary ?? pooled;
  return playLawfully(
    buildScenario({
      primary,
      commands: [deployAt(100, { maxSurgePercent: 34, timeoutSeconds: 600 }, primary)],
      traffic: [],
      ...overrides,
    }),
  );
}

function summaryOf(result: SimulationResult): Record<string, unknown> {
  return JSON.parse(renderSummaryJson({ result, invariants: [], expectations: [] }));
}

function report(result: SimulationResult, kind: (typeof reports)[number]): string {
  const input = { result, invariants: [], expectations: [] };
  if (kind === "page") return renderHtml(input, []);
  return renderTerminal({ ...input, widthColumns: 200, color: false });
}

const stockOut: Fault = {
  name: "none left",
  trigger: { kind: "at", atSeconds: 50 },
  effect: { kind: "stock-out", pool: "g5", durationSeconds: null },
};

describe("a run that ended unfinished", () => {
  it("names the pool of which all nodes were out, and for how long it waited for one", () => {
    const result = play({ pools: [{ name: "g5", maxNodes: 3 }] });
    const text = "rolled back after 10 min, v2 waited 9 min 40 s for a node of pool g5 (3 of 3 out)";
    expect(describeOutcome(result)).toBe(text);
    expect(result.waitedFor).toMatchObject([{ version: "v2", sinceSeconds: 120, untilSeconds: 700 }]);
    expect(result.events.filter(({ kind }) => kind === "node-wait")).toEqual([
      {
        atSeconds: 120,
        kind: "node-wait",
        message: "v2: replicas wait for a node of pool g5 (3 of 3 out)",
        version: "v2",
      },
    ]);
  });

  it("says so at the horizon too, and under manual control", () => {
    const settings = { maxSurgePercent: 34, canaryPercent: 50, autoCompleteRollout: false };
    const commands = [deployAt(100, settings, pooled)];
    const result = play({ pools: [{ name: "g5", maxNodes: 3 }], commands });
    expect(describeOutcome(result)).toBe(
      "still under way at the horizon, v2 waited 18 min for a node of pool g5 (3 of 3 out)",
    );
  });

  it("says so of a rollback by command, and of a service that is terminated meanwhile", () => {
    const deploy = deployAt(100, { maxSurgePercent: 34 }, pooled);
    const pools = [{ name: "g5", maxNodes: 3 }];
    const outcomeAfter = (command: Scenario["commands"][number]["command"]) =>
      describeOutcome(play({ pools, commands: [deploy, { atSeconds: 420, command }] }));
    const waited = "v2 waited 5 min for a node of pool g5 (3 of 3 out)";
    expect(outcomeAfter({ kind: "rollback", maxSurgePercent: 34 })).toContain(waited);
    expect(outcomeAfter({ kind: "terminate" })).toBe(`terminated, ${waited}`);
  });

  it("names max_nodes where no node could be asked for", () => {
    const primary = versionOn(buildWorkerGroup());
    const canary = versionOn(buildWorkerGroup({ maxNodes: 1 }));
    const result = play({
      primary,
      commands: [deployAt(100, { maxSurgePercent: 34, timeoutSeconds: 600 }, canary)],
    });
    expect(result.summary.outcome).toBe("rolled-back");
    expect(result.waitedFor).toMatchObject([
      { version: "v2", lack: { kind: "max-nodes", workerGroups: ["gpu"], nodes: 1, maxNodes: 1 } },
    ]);
    expect(describeOutcome(result)).toMatch(
      /v2 waited [^,]+ for room in worker group gpu \(max_nodes: 1 of 1 there\)$/,
    );
  });

  it("names a stock-out", () => {
    const result = play({ pools: [{ name: "g5", maxNodes: 64 }], faults: [stockOut] });
    expect(describeOutcome(result)).toBe(
      "rolled back after 10 min, v2 waited 9 min 40 s for a node of pool g5 (out of stock, 3 of 64 out)",
    );
  });

  it("names a spot node that is not to be had, and a replica that no worker group has room for", () => {
    const spot = versionOn(buildWorkerGroup({ market: "spot" }));
    const wave: Fault = {
      name: "wave",
      trigger: { kind: "at", atSeconds: 50 },
      effect: {
        kind: "spot-wave",
        workerGroup: null,
        percent: 0,
        warningSeconds: 0,
        spreadSeconds: 0,
        durationSeconds: null,
      },
    };
    expect(describeOutcome(play({ primary: spot, faults: [wave] }))).toMatch(
      /for a spot node of worker group gpu \(none is to be had\)$/,
    );
    const huge = buildVersion({ deployments: [{ ...three, resources: { cpus: 1, gpus: 9 } }] });
    const commands = [deployAt(100, { timeoutSeconds: 600 }, huge)];
    expect(describeOutcome(play({ primary: versionOn(buildWorkerGroup()), commands }))).toMatch(
      /for a node that no worker group has$/,
    );
  });

  it("says it in summary.json", () => {
    const result = play({ pools: [{ name: "g5", maxNodes: 3 }] });
    expect(summaryOf(result).waitedFor).toEqual([
      {
        version: "v2",
        lack: { kind: "pool", workerGroup: "gpu", pool: "g5", nodesOut: 3, maxNodes: 3, isOutOfStock: false },
        what: "a node of pool g5 (3 of 3 out)",
        sinceSeconds: 120,
        untilSeconds: 700,
      },
    ]);
  });

  it.each(reports)("says it in its %s", (kind) => {
    const result = play({ pools: [{ name: "g5", maxNodes: 3 }] });
    expect(report(result, kind)).toContain("v2 waited 9 min 40 s for a node of pool g5 (3 of 3 out)");
  });
});

describe("a run that did not wait", () => {
  it.each(reports)("says nothing in its %s when it is done, though nodes came late", (kind) => {
    const faults: Fault[] = [
      { ...stockOut, effect: { kind: "stock-out", pool: "g5", durationSeconds: 200 } },
    ];
    const result = play({ pools: [{ name: "g5", maxNodes: 64 }], faults });
    expect(result.summary.outcome).toBe("completed");
    expect(result.events.some(({ kind: what }) => what === "node-wait")).toBe(true);
    expect([result.waitedFor, summaryOf(result).waitedFor]).toEqual([[], undefined]);
    expect(report(result, kind)).not.toMatch(/v2 waited/);
  });

  it("says nothing where it is rolled back for another reason", () => {
    const crash: Fault = {
      name: "crash",
      trigger: { kind: "at", atSeconds: 0 },
      effect: {
        kind: "never-healthy",
        version: "canary",
        deployment: null,
        mode: "crashes",
        durationSeconds: null,
      },
    };
    const result = play({ pools: [{ name: "g5", maxNodes: 64 }], faults: [crash] });
    expect(result.summary.outcome).toBe("rolled-back");
    expect(result.waitedFor).toEqual([]);
  });

  it("says nothing of what is over: a node that was had, and then boots", () => {
    const slow = versionOn(buildWorkerGroup({ pool: "g5", bootSeconds: { kind: "fixed", value: 5000 } }));
    const faults: Fault[] = [
      { ...stockOut, effect: { kind: "stock-out", pool: "g5", durationSeconds: 200 } },
    ];
    const result = play({ primary: slow, pools: [{ name: "g5", maxNodes: 64 }], faults });
    expect(result.summary.outcome).toBe("rolled-back");
    expect(result.waitedFor).toEqual([]);
  });
});
