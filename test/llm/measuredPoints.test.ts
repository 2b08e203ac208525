import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { vllmCalibration } from "../../src/serve/replica/llm/vllmCalibration.ts";
import { errorOf, llmTable, medianError } from "./llmTable.ts";
import { groupOf, groups, isHeldOut, measuredPoints } from "./measuredPoints.ts";
import { playPoint } from "./playPoint.ts";
import { profileOfPoint, readTokensOf } from "./profileOfPoint.ts";
import { simulatePoint } from "./simulatePoint.ts";

const played = measuredPoints.map((point) => ({ point, simulated: simulatePoint(point) }));
const heldOut = played.filter(({ point }) => isHeldOut(point));

describe("language models beside what was measured of them in public", () => {
  it("are held against points of several GPUs and models that no constant was fitted to", () => {
    expect(heldOut.length).toBeGreaterThanOrEqual(30);
    expect(new Set(heldOut.map(({ point }) => point.gpu)).size).toBeGreaterThanOrEqual(4);
    expect(new Set(heldOut.map(({ point }) => point.model)).size).toBeGreaterThanOrEqual(6);
    for (const group of groups) {
      const parts = new Set(measuredPoints.filter((point) => groupOf(point) === group).map(isHeldOut));
      expect(parts.size).toBe(1);
    }
  });

  it("generate tokens as fast as measured: the median error is below 10 %", () => {
    expect(medianError(heldOut, "tokenGapMs")).toBeLessThan(0.1);
  });

  it("give the first token when measured: the median error is below 10 %", () => {
    expect(medianError(heldOut, "firstTokenMs")).toBeLessThan(0.1);
  });

  it("are as the tables of the documentation tell, point by point", () => {
    const document = readFileSync("docs/llm-validation.md", "utf8");
    const between = document.split("<!-- llm:begin -->\n")[1]?.split("\n<!-- llm:end -->")[0];
    expect(between).toBe(llmTable(played));
  });

  it("would not be so near with a term of 3 ms in every step, as the profiles once had", () => {
    const slower = { ...vllmCalibration, stepSeconds: vllmCalibration.stepSeconds + 0.003 };
    const points = heldOut.map(({ point }) => ({
      point,
      simulated: playPoint(point, profileOfPoint(point, slower), readTokensOf(point)),
    }));
    expect(medianError(points, "tokenGapMs")).toBeGreaterThan(0.15);
  });

  it("take the same times without the simulation around them, by which the constants are fitted", () => {
    const apart = played.map(({ point, simulated }) => {
      const alone = playPoint(point, profileOfPoint(point), readTokensOf(point));
      return { point: { ...point, ...simulated }, simulated: alone };
    });
    const gaps = apart.map((each) => Math.abs(errorOf(each, "tokenGapMs"))).sort((a, b) => a - b);
    expect(gaps[Math.floor(0.9 * gaps.length)]).toBeLessThan(0.05);
    expect(medianError(apart, "firstTokenMs")).toBeLessThan(0.05);
  });
});
