import { describe, expect, it } from "vitest";
import { chartLanes } from "../../../src/report/charts/chartLanes.ts";
import { renderStepsCsv } from "../../../src/report/csv/renderStepsCsv.ts";
import { renderTimelineCsv } from "../../../src/report/csv/renderTimelineCsv.ts";
import { reportLanes } from "../../../src/report/lanes/reportLanes.ts";
import { versionNames } from "../../../src/report/lanes/versionNames.ts";
import type { SimulationResult } from "../../../src/simulation/result/SimulationResult.ts";
import type { VersionRows } from "../../../src/simulation/result/Timeline.ts";
import { emptyResult } from "../emptyResult.ts";
import { parseCsv } from "../parseCsv.ts";

const kubeRayWords = { canary: "pending", primary: "active", noun: "cluster", follow: "roles" } as const;
const podWords = { canary: "new", primary: "old", noun: "replica set", follow: "versions" } as const;

/** Ten rows in which each version runs replicas from one row to another (exclusive), with the words of its system. */
function resultOf(
  spans: readonly { readonly from: number; readonly to: number; readonly name?: string }[],
  words: SimulationResult["words"] = emptyResult({ rows: 10 }).words,
): SimulationResult {
  const result = emptyResult({ rows: 10 });
  const [version] = result.versions;
  const [rows] = result.timeline.versions;
  const ofSpan = (
    index: number,
    { from, to }: { readonly from: number; readonly to: number },
  ): VersionRows => {
    const columns = Object.entries(rows!).map(([name, values]) => [
      name,
      Array.isArray(values) ? values.slice(from, to) : values,
    ]);
    return { ...(Object.fromEntries(columns) as VersionRows), version: `v${index + 1}`, firstRow: from };
  };
  return {
    ...result,
    words,
    versions: spans.map(({ from, to, name }, index) => ({
      ...version!,
      id: `v${index + 1}`,
      ...(name === undefined ? {} : { name }),
      shares: [
        { atSeconds: 5 * from, capacityPercent: 100, trafficPercent: 50, mirrorPercent: 0 },
        { atSeconds: 5 * to, capacityPercent: 0, trafficPercent: 0, mirrorPercent: 0 },
      ],
    })),
    timeline: { ...result.timeline, versions: spans.map((span, index) => ofSpan(index, span)) },
  };
}

const wordsOf = (result: SimulationResult) => reportLanes(result).lanes.map(({ label }) => label);

describe("what a report is divided by", () => {
  it("is roles in the words of the system, as long as two of them tell all", () => {
    const two = [
      { from: 0, to: 6 },
      { from: 4, to: 10 },
    ];
    expect(wordsOf(resultOf(two))).toEqual(["canary", "primary"]);
    expect(wordsOf(resultOf(two, kubeRayWords))).toEqual(["pending cluster", "active cluster"]);
    expect(wordsOf(resultOf([{ from: 0, to: 10 }], podWords))).toEqual([
      "new replica set",
      "old replica set",
    ]);
    const oneAfterAnother = [
      { from: 0, to: 5 },
      { from: 3, to: 8 },
      { from: 8, to: 10 },
    ];
    expect(reportLanes(resultOf(oneAfterAnother)).by).toBe("roles");
  });

  it("is versions once three of them hold something at once", () => {
    const three = [
      { from: 0, to: 5 },
      { from: 3, to: 9 },
      { from: 4, to: 10 },
    ];
    for (const words of [undefined, kubeRayWords, podWords]) {
      const result = resultOf(three, words);
      expect(reportLanes(result).by).toBe("versions");
      expect(wordsOf(result)).toEqual(["v1", "v2", "v3"]);
    }
  });

  it("is versions where one gets copies, or where they have names", () => {
    const two = [
      { from: 0, to: 10 },
      { from: 3, to: 10 },
    ];
    const copied = resultOf(two);
    const [first, second] = copied.versions;
    const shares = second!.shares.map((levels) => ({ ...levels, mirrorPercent: 10 }));
    expect(reportLanes({ ...copied, versions: [first!, { ...second!, shares }] }).by).toBe("versions");
    expect(wordsOf(resultOf(two.map((span, index) => ({ ...span, name: `chat-${index}` }))))).toEqual([
      "chat-0",
      "chat-1",
    ]);
  });

  it("keeps each of two replica sets where it is, the new one first, and tells nothing of it before it came", () => {
    const { lanes } = reportLanes(
      resultOf(
        [
          { from: 0, to: 6 },
          { from: 4, to: 10 },
        ],
        podWords,
      ),
    );
    expect(lanes.map(({ label, key }) => [label, key])).toEqual([
      ["new replica set", "v2"],
      ["old replica set", "v1"],
    ]);
    expect(lanes.map(({ timeline }) => timeline.runningReplicas)).toEqual([
      [0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
    ]);
  });

  it("has the copies that a version got in a row each, and none of those that got none", () => {
    const result = resultOf([
      { from: 0, to: 10, name: "chat" },
      { from: 3, to: 9, name: "shadow" },
    ]);
    const [first, second] = result.timeline.versions;
    const copied = {
      ...second!,
      mirroredRequests: [0, 7, 7, 0, 0, 0],
      failedMirroredRequests: [0, 0, 2, 0, 0, 0],
    };
    const { lanes } = reportLanes({
      ...result,
      timeline: { ...result.timeline, versions: [first!, copied] },
    });
    expect(lanes.map(({ copies }) => copies)).toEqual([
      null,
      { arrived: [0, 0, 0, 0, 7, 7, 0, 0, 0, 0], failed: [0, 0, 0, 0, 0, 2, 0, 0, 0, 0] },
    ]);
  });

  it("tells versions of one name apart by their ids", () => {
    const again = [
      { from: 0, to: 3, name: "chat" },
      { from: 0, to: 5, name: "other" },
      { from: 4, to: 9, name: "chat" },
    ];
    expect([...versionNames(resultOf(again)).values()]).toEqual(["chat (v1)", "other", "chat (v3)"]);
  });

  it("leaves the smallest of many versions out of charts, and says so", () => {
    const many = Array.from({ length: 9 }, (_, index) => ({ from: 0, to: index + 1 }));
    const { lanes, omission } = chartLanes(resultOf(many));
    expect(lanes.map(({ key }) => key)).toEqual(["v4", "v5", "v6", "v7", "v8", "v9"]);
    expect(omission).toBe("6 of 9 versions: those with the most replicas");
    expect(new Set(lanes.map(({ color }) => color)).size).toBe(6);
  });
});

describe("columns of versions in CSV files", () => {
  const three = [
    { from: 0, to: 5, name: "chat:1" },
    { from: 3, to: 9, name: "constructor" },
    { from: 4, to: 10, name: "=a,b" },
  ];

  it("follow those of the roles, by metric and name, and are empty where the version was not there", () => {
    const [header = [], ...rows] = parseCsv(renderTimelineCsv(resultOf(three)));
    const own = header.slice(header.indexOf("gpu_bound") + 1);
    expect(own.filter((name) => name.startsWith("running_replicas:"))).toEqual([
      "running_replicas:chat:1",
      "running_replicas:constructor",
      "running_replicas:=a,b",
    ]);
    expect(own).toContain("mirrored_requests:constructor");
    const column = (name: string) => rows.map((row) => row[header.indexOf(name)]);
    expect(column("running_replicas:constructor")).toEqual(["", "", "", "1", "1", "1", "1", "1", "1", ""]);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
  });

  it("are not there where two roles tell all", () => {
    const [header = []] = parseCsv(renderTimelineCsv(resultOf(three.slice(0, 2))));
    expect(header.at(-1)).toBe("gpu_bound");
    const [steps = []] = parseCsv(renderStepsCsv(resultOf(three.slice(0, 2))));
    expect(steps.at(-1)).toBe("name");
  });

  it("are in the file of steps too", () => {
    const result = resultOf(three);
    const version = {
      capacityPercent: 40,
      trafficPercent: 30,
      requests: 7,
      errors: 1,
      p50Seconds: 1,
      p99Seconds: 2,
    };
    const replicas = { requested: 0, starting: 0, running: 2, draining: 0 };
    const share = { ...version, replicas, version: "v2", mirrorPercent: 5 };
    const step = {
      ...{
        planIndex: null,
        stepIndex: null,
        kind: "step" as const,
        name: "half",
        startSeconds: 0,
        endSeconds: 5,
      },
      ...{ canary: share, primary: share, versions: [share], gpusHeld: 0, peakQueuedRequests: 0 },
      ...{ requests: 7, errors: 1, p50Seconds: 1, p99Seconds: 2 },
    };
    const [header = [], row = []] = parseCsv(renderStepsCsv({ ...result, steps: [step] }));
    const told = Object.fromEntries(header.map((name, index) => [name, row[index]]));
    expect(told).toMatchObject({
      name: "half",
      "traffic_percent:constructor": "30",
      "mirror_percent:constructor": "5",
      "traffic_percent:chat:1": "",
    });
  });
});
