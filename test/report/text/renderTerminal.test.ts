import { describe, expect, it } from "vitest";
import { displayWidth } from "../../../src/report/text/displayWidth.ts";
import { renderTerminal } from "../../../src/report/text/renderTerminal.ts";
import { expectations, invariants } from "../checks.ts";
import { emptyResult } from "../emptyResult.ts";
import { gpuSurgeResult } from "../gpuSurgeResult.ts";

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
    for (const word of ["#", "time", "cap/traf", "new+old", "held", "queue", "p50", "p99", "errors"]) {
      expect(lines[header]).toContain(word);
    }
    expect(lines.find((line) => line.startsWith("1  10:00"))).toMatch(/25\/0 +100\/100 +2\+8 +10 /);
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

  it("refuses widths that it is not made for", () => {
    for (const widthColumns of [39, 0, -80, 80.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => render(widthColumns, false)).toThrow(RangeError);
    }
  });
});
