import { describe, expect, it } from "vitest";
import { renderPlanCsv } from "../../../src/report/csv/renderPlanCsv.ts";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { renderPlanTable } from "../../../src/report/text/renderPlanTable.ts";
import type { RolloutPlan } from "../../../src/strategies/capacity/RolloutPlan.ts";
import { hostileName } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { parseCsv } from "../parseCsv.ts";

const plan = gpuSurgeResult().plans[0]!.plan;

const huge = { minReplicas: 123_456, maxReplicas: 12_345_678 };

/** The same plan for many deployments, one of them autoscaled, one with a hostile name. */
function widePlan(): RolloutPlan {
  const names = ["ingress", "embedder", hostileName, ...Array.from({ length: 9 }, (_, n) => `worker-${n}`)];
  const replicas = (llm: { minReplicas: number; maxReplicas: number }) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        name === "embedder" ? { minReplicas: 1, maxReplicas: 12 } : name === "ingress" ? huge : llm,
      ]),
    );
  return {
    ...plan,
    steps: plan.steps.map((step) => ({
      ...step,
      canary: { ...step.canary, replicas: replicas(step.canary.replicas.llm!) },
      primary: { ...step.primary, replicas: replicas(step.primary.replicas.llm!) },
    })),
    notes: [
      `A note about ${hostileName}, long enough that it has to be broken on every terminal that there is.`,
    ],
  };
}

describe("a plan as a table", () => {
  it("never writes a line wider than the terminal, from 40 to 200 columns", () => {
    for (const shown of [plan, widePlan(), { ...plan, steps: [] }]) {
      for (let widthColumns = 40; widthColumns <= 200; widthColumns++) {
        for (const line of renderPlanTable(shown, { widthColumns, color: true }).split("\n")) {
          expect(displayWidth(line), `${widthColumns}: ${line}`).toBeLessThanOrEqual(widthColumns);
        }
      }
    }
  });

  it("shows every deployment at every width", () => {
    for (const widthColumns of [40, 80, 200]) {
      const text = renderPlanTable(widePlan(), { widthColumns, color: false });
      for (let n = 0; n < 9; n++) expect(text.match(new RegExp(`worker-${n}`, "g"))?.length).toBe(1);
      expect(text).toContain("1–12 + 1–12");
    }
  });

  it("shows the split, the replicas, the peak and the notes", () => {
    const text = renderPlanTable({ ...plan, notes: ["Rounding costs."] }, { widthColumns: 80, color: false });
    expect(text).toMatch(/^3 +scale up +50\/25 +75\/75 +4 \+ 6$/m);
    expect(text).toContain("llm: 10 replicas in step 1, a surge of 25 %.");
    expect(text).toContain("Rounding costs.");
    expect(text).not.toContain(String.fromCharCode(27));
  });
});

describe("a plan on a terminal", () => {
  const short = { ...plan, steps: plan.steps.slice(0, 3) };
  /** The plan with so many deployments beside each other, named by letters. */
  const wide = (count: number): RolloutPlan => {
    const each = <Value>(value: Value) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, n) => [String.fromCharCode(97 + n).repeat(9), value]),
      );
    const steps = short.steps.map((step) => ({
      ...step,
      canary: { ...step.canary, replicas: each(step.canary.replicas.llm!) },
      primary: { ...step.primary, replicas: each(step.primary.replicas.llm!) },
    }));
    return { ...short, steps };
  };
  const linesOf = (shown: RolloutPlan, widthColumns: number) =>
    renderPlanTable(shown, { widthColumns, color: false }).split("\n");

  it("is a table, then the peak, then the notes, if there are any, each under its heading", () => {
    const table = [
      "                 canary     primary        llm",
      "#  step      cap/traf %  cap/traf %  new + old",
      "0  start            0/0     100/100      0 + 8",
      "1  scale up        25/0     100/100      2 + 8",
      "2  shift          25/25       75/75      2 + 6",
    ];
    const peak = [
      "Peak",
      "Both versions: 125 % capacity, 10 GPUs.",
      "llm: 10 replicas in step 1, a surge of 25 %.",
    ];
    expect(linesOf(short, 80)).toEqual([...table, "", ...peak, ""]);
    const notes = ["Rounding costs.", "It stops."];
    expect(linesOf({ ...short, notes }, 80)).toEqual([...table, "", ...peak, "", "Notes", ...notes, ""]);
  });

  it("has a second table for deployments that do not fit beside the others, each with its split", () => {
    const tables = (widthColumns: number) =>
      linesOf(wide(3), widthColumns).flatMap((line) => {
        const names = line.match(/(aaa|bbb|ccc)+/g);
        return names === null ? [] : [names.map(([letter]) => letter)];
      });
    // The number, both splits and three deployments, without the words of the step, take 58 columns.
    expect(tables(58)).toEqual([["a", "b", "c"]]);
    expect(tables(57)).toEqual([["a", "b"], ["c"]]);
    expect(tables(46)).toEqual([["a"], ["b"], ["c"]]);
    expect(linesOf(wide(3), 57).filter((line) => line.startsWith("#"))).toHaveLength(2);
    expect(linesOf(wide(3), 40).filter((line) => line.includes("100/100"))).not.toEqual([]);
  });

  it("shows the split where a plan has no deployments", () => {
    expect(linesOf(wide(0), 80).slice(0, 3)).toEqual([
      "                 canary     primary",
      "#  step      cap/traf %  cap/traf %",
      "0  start            0/0     100/100",
    ]);
  });
});

describe("a plan as CSV", () => {
  it("has empty cells for a deployment that one version does not have", () => {
    const [first] = plan.steps;
    const steps = [{ ...first!, canary: { ...first!.canary, replicas: {} } }];
    const [, row] = parseCsv(renderPlanCsv({ ...plan, steps }));
    expect(row).toEqual(["0", "start", "0", "0", "100", "100", "", "", "8", "8"]);
  });

  it("has a row for every step and four columns for every deployment", () => {
    const [header = [], ...rows] = parseCsv(renderPlanCsv(widePlan()));
    expect(rows.length).toBe(plan.steps.length);
    expect(header.length).toBe(6 + 4 * 12);
    expect(header.slice(0, 7)).toEqual([
      "step",
      "kind",
      "canary_capacity_percent",
      "canary_traffic_percent",
      "primary_capacity_percent",
      "primary_traffic_percent",
      "canary_min_replicas:ingress",
    ]);
    expect(header).toContain(`primary_max_replicas:${hostileName.replaceAll("\u001b", " ")}`);
    expect(rows[1]?.slice(0, 10)).toEqual([
      "1",
      "scale-up",
      "25",
      "0",
      "100",
      "100",
      "123456",
      "12345678",
      "123456",
      "12345678",
    ]);
  });
});
