import { describe, expect, it } from "vitest";
import { plansSection } from "../../../src/report/html/plansSection.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { readAll, readTables } from "./readPage.ts";

const result = gpuSurgeResult({ ending: "rolled-back" });

describe("the plans on a page", () => {
  it("tell of each step the shares of both versions and the replicas of each deployment", () => {
    const { markup } = plansSection(result);
    const [deploy, rollback] = readTables(markup);
    expect(deploy?.caption).toBe("Replicas of canary + primary by deployment; surge 25 %, rounding up.");
    expect(deploy?.headers).toEqual(["Step", "Canary cap / traffic (%)", "Primary cap / traffic (%)", "llm"]);
    expect(deploy?.kinds).toEqual(["moment", "number", "number", "number"]);
    expect(deploy?.rows.slice(0, 4)).toEqual([
      ["0 start", "0 / 0", "100 / 100", "0 + 8"],
      ["1 scale up", "25 / 0", "100 / 100", "2 + 8"],
      ["2 shift", "25 / 25", "75 / 75", "2 + 6"],
      ["3 scale up", "50 / 25", "75 / 75", "4 + 6"],
    ]);
    expect(deploy?.rows).toHaveLength(9);
    expect(rollback?.rows).toEqual([
      ["0 start", "75 / 75", "25 / 25", "6 + 2"],
      ["1 roll back", "0 / 0", "100 / 100", "0 + 8"],
    ]);
  });

  it("say when and why each was made, how much it holds at its peak, and what is noted of it", () => {
    const { markup } = plansSection(result);
    expect(readAll(markup, "h2")).toEqual(["Plans"]);
    expect(readAll(markup, "h3")).toEqual([
      "10:00: deploy (deploy v2 with max_surge_percent 25)",
      expect.stringMatching(/^\d\d:\d\d: automatic rollback \(the canary was unhealthy for 60 s\)$/),
    ]);
    const sentences = readAll(markup, "li");
    expect(sentences).toContain("At its peak: llm: 10 replicas in step 1, a surge of 25 %.");
    expect(sentences.at(-1)).toBe(result.plans[1]?.plan.notes[0]);
  });

  it("have a dash for a deployment that one version does not have", () => {
    const played = result.plans[1]!;
    const [start] = played.plan.steps;
    const steps = [{ ...start!, canary: { ...start!.canary, replicas: {} } }];
    const { markup } = plansSection({ ...result, plans: [{ ...played, plan: { ...played.plan, steps } }] });
    expect(readTables(markup)[0]?.rows).toEqual([["0 start", "75 / 75", "25 / 25", "– + 2"]]);
  });

  it("are not there where no update was planned", () => {
    expect(plansSection({ ...result, plans: [] }).markup).toBe("");
  });
});
