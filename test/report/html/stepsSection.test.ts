import { describe, expect, it } from "vitest";
import { stepsSection } from "../../../src/report/html/stepsSection.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readAll, readTables } from "./readPage.ts";

const result = gpuSurgeResult();
const read = (shown = result) => {
  const { markup } = stepsSection(shown);
  return { table: readTables(markup)[0], list: readAll(markup, "li"), words: readAll(markup, "p") };
};
const scaleUp = result.steps.find(({ kind }) => kind === "scale-up")!;

describe("the steps on a page", () => {
  it("tell a step from its beginning to its latencies, each version by its shares", () => {
    const step = {
      ...scaleUp,
      gpusHeld: 11.5,
      peakQueuedRequests: 7,
      requests: 1234,
      errors: 5,
      p50Seconds: 0.25,
      p99Seconds: null,
    };
    const { headers = [], rows = [] } = read({ ...result, steps: [step] }).table ?? {};
    const cells = headers.map((header, index) => [header, rows[0]?.[index]]);
    expect(cells).toEqual([
      ["Step", "1 scale up"],
      ["From", "10:00"],
      ["Lasts", "4 min"],
      ["Canary cap / traffic (%)", "25 / 0"],
      ["Primary cap / traffic (%)", "100 / 100"],
      ["Replicas (canary + primary)", "2 + 8"],
      ["GPUs held", "11.5"],
      ["Queue", "7"],
      ["Requests", "1,234"],
      ["Errors", "5"],
      ["p50", "250 ms"],
      ["p99", "–"],
    ]);
    expect(read().table?.caption).toMatch(/replicas at its end, queue and GPUs at their most\.$/);
  });

  it("have numbers within an update, none before and after it, and leave out a start that did not last", () => {
    const steps = read().table?.rows.map(([step]) => step?.split(" ")[0]);
    expect(steps).toEqual(["before", "1", "2", "3", "4", "5", "6", "7", "8", "after"]);
  });

  it("stand out where they go back, and nowhere else", () => {
    const { rows = [], rowClasses = [] } = read(gpuSurgeResult({ ending: "rolled-back" })).table ?? {};
    const isBack = rows.map(([step]) => step?.includes("roll back"));
    expect(isBack.filter(Boolean)).toHaveLength(1);
    expect(rowClasses).toEqual(isBack.map((back) => (back ? "rollback" : "plain")));
  });

  it("may take more than one line in the words of a strategy", () => {
    expect(read().table?.kinds.slice(0, 2)).toEqual(["moment", "number"]);
    const named = { ...result, steps: [...result.steps, { ...scaleUp, name: "half of the pods" }] };
    expect(read(named).table?.kinds.slice(0, 2)).toEqual(["text", "number"]);
    expect(read(named).table?.headers).toEqual(read().table?.headers);
  });

  it("come after what turned the run, and say so where there is nothing of it", () => {
    expect(read().list).toEqual(["10:00: deploy: deploy v2 with max_surge_percent 25"]);
    expect(read().words).toEqual([]);
    const quiet = { ...result, plans: [], commands: [], steps: [] };
    expect(read(quiet)).toEqual({
      table: undefined,
      list: [],
      words: ["No update was made.", "No steps were played."],
    });
  });
});
