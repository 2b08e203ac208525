import { describe, expect, it } from "vitest";
import { formatJson } from "../../../src/report/json/formatJson.ts";
import { renderEventsJsonl } from "../../../src/report/json/renderEventsJsonl.ts";
import { renderSummaryJson } from "../../../src/report/json/renderSummaryJson.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import { modelsResult } from "../charts/modelsResult.ts";
import { expectations, invariants } from "../checks.ts";
import { emptyResult } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { severalDeployments } from "../severalDeployments.ts";

const read = (result: SimulationResult) =>
  JSON.parse(renderSummaryJson({ result, invariants, expectations }));
const always = [
  ...["scenario", "summary", "service", "versions", "waits", "paidGpus", "held", "pools"],
  ...["invariants", "expectations"],
];

describe("the summary for programs", () => {
  it("has a part for everything that every run has, in lines of two spaces", () => {
    const text = renderSummaryJson({ result: gpuSurgeResult(), invariants, expectations });
    expect(Object.keys(JSON.parse(text))).toEqual(always);
    expect(text).toMatch(/^\{\n {2}"scenario": \{\n {4}"name": "gpu-25-surge",\n/);
    expect(text.endsWith("}\n")).toBe(true);
    const { scenario, service, held, pools } = gpuSurgeResult();
    expect(JSON.parse(text)).toMatchObject({ scenario, service, held, pools });
  });

  it("tells of each version the state that it came to, its requests and its latencies", () => {
    const result = gpuSurgeResult();
    const [older, newer] = read(result).versions;
    expect(older).toMatchObject({
      id: "v1",
      state: "TERMINATED",
      applications: [],
      requests: { succeeded: result.requests.byVersion.v1?.succeeded },
      latency: result.latency.byVersion.v1,
      tokenLatency: null,
    });
    expect(newer).toMatchObject({ id: "v2", state: "RUNNING", latency: { p99Seconds: 9.87 } });
    const unheard = { ...result.versions[0]!, id: "v9", changes: [] };
    expect(read({ ...result, versions: [unheard] }).versions).toEqual([
      { id: "v9", state: null, applications: [], requests: null, latency: null, tokenLatency: null },
    ]);
  });

  it("tells of each application and deployment the status that it came to", () => {
    const result = emptyResult({ rows: 0 });
    const [version] = result.versions;
    const [application] = version!.applications;
    const [deployment] = application!.deployments;
    const later = [
      ...deployment!.changes,
      { atSeconds: 5, status: "UNHEALTHY", trigger: "HEALTH_CHECK_FAILED", message: "" } as const,
    ];
    const shown = [
      { ...application!, name: "chat", deployments: [{ name: "llm", changes: later }] },
      { name: "new", changes: [], deployments: [{ name: "empty", changes: [] }] },
    ];
    const versions = [{ ...version!, applications: shown }] as unknown as SimulationResult["versions"];
    expect(read({ ...result, versions }).versions[0].applications).toEqual([
      {
        name: "chat",
        status: "RUNNING",
        deployments: [{ name: "llm", status: "UNHEALTHY", trigger: "HEALTH_CHECK_FAILED" }],
      },
      { name: "new", status: null, deployments: [{ name: "empty", status: null, trigger: null }] },
    ]);
  });

  it("takes the last of however many states and statuses there were", () => {
    const result = emptyResult({ rows: 0 });
    const [version] = result.versions;
    expect(read(result).versions[0]).toMatchObject({
      state: "RUNNING",
      applications: [{ status: "RUNNING", deployments: [{ status: "HEALTHY", trigger: "UNSPECIFIED" }] }],
    });
    const [change] = version!.changes;
    const changes = [change!, change!, change!, { ...change!, state: "TERMINATED" as const }];
    expect(read({ ...result, versions: [{ ...version!, changes }] }).versions[0].state).toBe("TERMINATED");
  });

  it("tells of tokens where language models answered", () => {
    const result = modelsResult();
    expect(read(result).versions[0].tokenLatency).toEqual(result.tokenLatency.byVersion.v1);
    const unmeasured = { ...result, tokenLatency: { ...result.tokenLatency, byVersion: {} } };
    expect(read(unmeasured).versions[0].tokenLatency).toBeNull();
  });

  it("tells of deployments, calls, waits and refused commands only where there were any", () => {
    const result = gpuSurgeResult();
    const several = severalDeployments();
    expect(Object.keys(read(several))).toContain("deployments");
    const alone = {
      ...several,
      deployments: several.deployments.filter(({ deployment }) => deployment === "embed"),
    };
    expect(Object.keys(read(alone))).toEqual(always);

    const calls = { calls: 3, smallestBeforeSeconds: 0.5, smallestAfterSeconds: 0 };
    expect(read({ ...result, calls }).calls).toEqual(calls);
    const lack = {
      kind: "pool",
      workerGroup: "gpu",
      pool: "gpu",
      nodesOut: 2,
      maxNodes: 2,
      isOutOfStock: false,
    } as const;
    const wait = {
      version: "v2",
      lack,
      what: "a node",
      sinceSeconds: 60,
      untilSeconds: 180,
    };
    expect(read({ ...result, waitedFor: [wait] }).waitedFor).toEqual([wait]);

    const [command] = result.commands;
    const commands = [command!, { ...command!, atSeconds: 9, accepted: false, message: "not now" }];
    const refused = { ...result, commands, summary: { ...result.summary, refusedCommands: 1 } };
    expect(read(refused).refusedCommands).toEqual([{ atSeconds: 9, kind: "deploy", reason: "not now" }]);
  });

  it("tells of each check what came of it", () => {
    const { invariants: laws, expectations: wishes } = read(gpuSurgeResult());
    expect(laws).toEqual(invariants.map(({ id, status, violations }) => ({ id, status, violations })));
    expect(wishes).toEqual(
      expectations.map(({ expectation: { text }, passed, actual }) => ({ text, passed, actual })),
    );
  });
});

describe("data as JSON", () => {
  it("has at most six decimals and escapes for what would steer a terminal", () => {
    expect(formatJson({ a: 1 / 3, b: [2, "x"] }, { indent: 0 })).toBe('{"a":0.333333,"b":[2,"x"]}');
    const steering = "\u001b\u007f\u0085\u009f\u00a0\u2028\u2029\u202e\u2066\u061c";
    expect(formatJson(steering, { indent: 0 })).toBe(
      '"\\u001b\\u007f\\u0085\\u009f\u00a0\\u2028\\u2029\\u202e\\u2066\\u061c"',
    );
  });

  it("is a line for each event", () => {
    const events = [
      { atSeconds: 1 / 3, kind: "a", message: "x\ny" },
      { atSeconds: 2, kind: "b", message: "" },
    ];
    expect(renderEventsJsonl(events)).toBe(
      '{"atSeconds":0.333333,"kind":"a","message":"x\\ny"}\n{"atSeconds":2,"kind":"b","message":""}\n',
    );
    expect(renderEventsJsonl([])).toBe("");
  });
});
