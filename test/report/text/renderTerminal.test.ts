import { createColors } from "picocolors";
import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { renderTerminal } from "../../../src/report/text/renderTerminal.ts";
import { expectations, invariants } from "../checks.ts";
import { emptyResult, hostileName } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";
import { severalDeployments } from "../severalDeployments.ts";

const results = [
  gpuSurgeResult(),
  gpuSurgeResult({ ending: "rolled-back" }),
  emptyResult({ rows: 12 }),
  {
    ...emptyResult({ rows: 0 }),
    scenario: { ...emptyResult({ rows: 0 }).scenario, name: "滚动更新🚀".repeat(30) },
  },
];
const render = (widthColumns: number, color: boolean, result = results[0]!) =>
  renderTerminal({ result, invariants, expectations, widthColumns, color });
const escapeCode = String.fromCharCode(27);

describe("a run on a terminal", () => {
  it("never writes a line wider than the terminal, from 40 to 200 columns", () => {
    for (const result of results) {
      for (let widthColumns = 40; widthColumns <= 200; widthColumns++) {
        for (const line of render(widthColumns, true, result).split("\n")) {
          expect(displayWidth(line), `${widthColumns}: ${line}`).toBeLessThanOrEqual(widthColumns);
        }
      }
    }
  });

  it("writes no escape codes without colours, whatever the names hold", () => {
    for (const result of results) expect(render(80, false, result)).not.toContain(escapeCode);
  });

  it("says the same with colours as without", () => {
    const codes = new RegExp(`${escapeCode}\\[[0-9;]*m`, "g");
    for (const result of results) {
      const colored = render(100, true, result);
      expect(colored).toContain(escapeCode);
      expect(colored.replaceAll(codes, "").replaceAll(/ +$/gm, "")).toBe(render(100, false, result));
    }
  });

  it("shows all that the step table promises at 80 columns", () => {
    const lines = render(80, false).split("\n");
    const header = lines.findIndex((line) => line.includes("time"));
    for (const word of ["#", "time", "step", "cap/traf", "new+old", "held", "p99", "errors"]) {
      expect(lines[header]).toContain(word);
    }
    expect(lines.find((line) => line.startsWith("1  10:00"))).toMatch(/scale up +25\/0 +100\/100 +2\+8 +10 /);
    expect(lines.find((line) => line.startsWith("8 "))).toMatch(/100\/100 +0\/0/);
  });

  it("names what it left out for want of room", () => {
    expect(render(60, false)).toMatch(/\(no room for: [^)]*queue/);
    expect(render(160, false)).not.toContain("no room for");
  });

  it("tells which invariants and expectations failed, and by what", () => {
    const text = render(80, false);
    expect(text).toMatch(/^pass +traffic-whole$/m);
    expect(text).toMatch(/^FAIL +surge-bound$/m);
    expect(text).toMatch(/^not run +replay$/m);
    expect(text).toContain("at 750 s llm holds 13 replicas");
    expect(text).toMatch(/^pass +peakGpus <= 10/m);
    expect(text).toMatch(/^FAIL +errorPercent < 0\.01 +\(errorPercent is 0\.0206\)/m);
  });

  const { bold, dim, green, red } = createColors(true);
  /** The parts that stand between empty lines, with their lines. */
  const blocks = (
    result: (typeof results)[number],
    { checks = false, widthColumns = 100, color = false } = {},
  ): readonly (readonly string[])[] =>
    renderTerminal({
      result,
      invariants: checks ? invariants : [],
      expectations: checks ? expectations : [],
      widthColumns,
      color,
    })
      .split("\n\n")
      .map((block) => block.split("\n"));

  it("goes from the name and the steps to the summary and the checks, with nothing for what is not there", () => {
    const heads = (shown: readonly (readonly string[])[]) => shown.map(([first]) => first?.trim());
    expect(heads(blocks(severalDeployments(), { checks: true }))).toEqual([
      "gpu-25-surge",
      expect.stringMatching(/^canary +primary/),
      "Time went into: pace 21 min",
      "10:00  deploy: deploy v2 with max_surge_percent 25",
      "Summary",
      "Deployments",
      "Invariants: 1 passed, 1 failed, 1 not run",
      "Expectations",
    ]);
    const bare = blocks({ ...results[0]!, plans: [], commands: [], steps: [] });
    expect(heads(bare)).toEqual(["gpu-25-surge", "No steps were played.", "Summary"]);
    const inBold = blocks(severalDeployments(), { checks: true, color: true }).map(([first]) => first);
    for (const at of [0, 4, 5, 6, 7])
      expect(inBold[at]).toBe(bold(heads(blocks(severalDeployments(), { checks: true }))[at]!));
  });

  it("has a line for each key figure, its name dim and as wide as the widest, what stands behind it in brackets", () => {
    const [, ...lines] = blocks(results[0]!, { color: true }).at(-1)!;
    expect(lines.slice(0, 2)).toEqual([
      `${dim("outcome         ")}completed in 21 min (0 rollbacks)`,
      `${dim("requests        ")}9,729 (9,721 succeeded)`,
    ]);
    const [, ...narrow] = blocks(results[0]!, { widthColumns: 50, color: true }).at(-1)!;
    const at = narrow.findIndex((line) => line.startsWith(dim("latency p99     ")));
    expect(narrow.slice(at, at + 2)).toEqual([
      `${dim("latency p99     ")}10.4 s (p50 2.64 s, p90 5.93 s,`,
      "                max 17.3 s)",
    ]);
  });

  it("says below the deployments why requests failed, and how many deployments there is no room for", () => {
    const result = severalDeployments();
    const deploymentsOf = (count: number) => {
      const deployments = Array.from({ length: count }, (_, n) => ({
        ...result.deployments[0]!,
        deployment: `d${n}`,
      }));
      return blocks({ ...result, deployments }, { color: true }).at(-1)!;
    };
    expect(blocks(result, { color: true }).at(-1)!.at(-2)).toBe("embed v2: 10 queue full, 990 timed out");
    const rows = (lines: readonly string[]) => lines.filter((line) => /^d\d/.test(line)).length;
    expect(rows(deploymentsOf(40))).toBe(40);
    const headingAndHeaders = 3;
    expect(deploymentsOf(40).filter((line) => line !== "")).toHaveLength(headingAndHeaders + 40);
    expect(rows(deploymentsOf(43))).toBe(40);
    expect(deploymentsOf(43).at(-2)).toBe(dim("and 3 more on the page of the report"));
  });

  it("tells of each law whether it was kept, in a column of its own where there is room for it, and what broke it", () => {
    const [heading, ...lines] = blocks(results[0]!, { checks: true, color: true }).at(-2)!;
    expect(heading).toBe(bold("Invariants: 1 passed, 1 failed, 1 not run"));
    expect(lines).toEqual([
      `${green("pass     ")}traffic-whole  canary and primary traffic add up to 100`,
      `${bold(red("FAIL     "))}surge-bound    total capacity ≤ 100 + surge at every step; with rounding up, replicas held`,
      "                        of a deployment stay below n(1 + surge/100) + 2",
      red("         at 750 s llm holds 13 replicas: 8 with a surge of 25 % allow fewer than 12"),
      red(`         ${hostileName.replaceAll("\u001b", " ").replaceAll(/ +/g, " ")}`),
      `${dim("not run  ")}replay         same scenario and seed give identical bytes`,
    ]);
    const below = blocks(results[0]!, { checks: true, widthColumns: 99 }).at(-2)!;
    expect(below.slice(0, 3)).toEqual([
      "Invariants: 1 passed, 1 failed, 1 not run",
      "pass     traffic-whole",
      "FAIL     surge-bound",
    ]);
  });

  it("cuts the name of a law that is wider than the terminal", () => {
    const named = { ...invariants[0]!, id: "law-".repeat(20) };
    const text = renderTerminal({
      result: results[0]!,
      invariants: [named],
      expectations: [],
      widthColumns: 40,
      color: false,
    });
    expect(text.trimEnd().split("\n").at(-1)).toBe(`pass     ${"law-".repeat(7)}law`);
  });

  it("tells of each expectation whether it was met, and by what", () => {
    const wishes = [...expectations, { ...expectations[0]!, passed: false, actual: "rolled\u001bback" }];
    const text = renderTerminal({
      result: results[0]!,
      invariants: [],
      expectations: wishes,
      widthColumns: 60,
      color: true,
    });
    const lines = text.split("\n\n").at(-1)!.split("\n");
    const fail = bold(red("FAIL     "));
    expect(lines[0]).toBe(bold("Expectations"));
    expect(lines.slice(1, 4)).toEqual([
      `${green("pass     ")}peakGpus <= 10 (peakGpus is 10)`,
      `${fail}errorPercent < 0.01 (errorPercent is 0.0206)`,
      expect.stringContaining(fail),
    ]);
    expect(text).toContain("p99LatencySeconds is not\n         measured)\n");
    expect(lines.at(-2)).toBe(`${fail}peakGpus <= 10 (peakGpus is rolled back)`);
  });

  it("refuses widths that it is not made for", () => {
    for (const widthColumns of [39, 0, -80, 80.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => render(widthColumns, false)).toThrow(
        `A terminal of ${widthColumns} columns: expected a whole number of at least 40.`,
      );
    }
  });
});
