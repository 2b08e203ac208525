import { describe, expect, it } from "vitest";
import { renderStepsCsv } from "../../../src/report/csv/renderStepsCsv.ts";
import { describeStep } from "../../../src/report/text/describeStepKind.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

describe("the steps as CSV", () => {
  it("are a row each under the same names, with the plan and its cause where there is one", () => {
    const result = gpuSurgeResult();
    const [header = "", ...rows] = renderStepsCsv(result).trimEnd().split(/\r?\n/);
    const names = header.split(",");
    expect(rows).toHaveLength(result.steps.length);
    for (const [index, step] of result.steps.entries()) {
      const cells = (rows[index] ?? "").split(",");
      const told = Object.fromEntries(names.map((name, at) => [name, cells[at]]));
      const text = (value: number | null) =>
        value === null ? "" : expect.stringMatching(String(Math.trunc(value)));
      const of = (role: "canary" | "primary") => ({
        [`${role}_capacity_percent`]: String(step[role].capacityPercent),
        [`${role}_traffic_percent`]: String(step[role].trafficPercent),
        [`${role}_requested_replicas`]: String(step[role].replicas.requested),
        [`${role}_starting_replicas`]: String(step[role].replicas.starting),
        [`${role}_running_replicas`]: String(step[role].replicas.running),
        [`${role}_draining_replicas`]: String(step[role].replicas.draining),
        [`${role}_requests`]: String(step[role].requests),
        [`${role}_errors`]: String(step[role].errors),
        [`${role}_p50_s`]: text(step[role].p50Seconds),
        [`${role}_p99_s`]: text(step[role].p99Seconds),
      });
      expect(told).toEqual({
        plan: step.planIndex === null ? "" : String(step.planIndex),
        cause: step.planIndex === null ? "" : (result.plans[step.planIndex]?.cause ?? "none"),
        step: step.stepIndex === null ? "" : String(step.stepIndex),
        kind: step.kind,
        start_s: text(step.startSeconds),
        end_s: text(step.endSeconds),
        ...of("canary"),
        ...of("primary"),
        gpus_held: text(step.gpusHeld),
        peak_queued_requests: String(step.peakQueuedRequests),
        requests: String(step.requests),
        errors: String(step.errors),
        p50_s: text(step.p50Seconds),
        p99_s: text(step.p99Seconds),
        name: describeStep(step),
      });
    }
    expect(new Set(result.steps.map(({ planIndex }) => planIndex === null))).toEqual(new Set([true, false]));
  });
});
