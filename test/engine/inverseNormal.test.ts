import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inverseNormal } from "../../src/engine/inverseNormal.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(2000);

describe("inverseNormal", () => {
  // By mpmath (findroot of ncdf, 40 digits), rounded to doubles.
  it.each([
    [1e-9, -5.9978070150076865],
    [1e-6, -4.753424308822899],
    [0.001, -3.0902323061678136],
    [0.01, -2.326347874040841],
    [0.025, -1.9599639845400543],
    [0.05, -1.6448536269514726],
    [0.075, -1.439531470938456],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.4, -0.2533471031357998],
    [0.5, 0],
    [2 ** -33, -6.3379577545537895],
  ])("of %d is %d to 15 digits", (probability, quantile) => {
    expect(Math.abs(inverseNormal(probability) - quantile)).toBeLessThanOrEqual(
      1e-15 * Math.max(1, -quantile),
    );
  });

  it("is odd about one half", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (x) => {
        const probability = x / 2 ** 32;
        expect(inverseNormal(1 - probability)).toBe(-inverseNormal(probability));
      }),
      { numRuns: runs, seed },
    );
  });

  it("never falls as the probability rises, across the seam of its two branches too", () => {
    const seam = [0.075, 0.925].flatMap((middle) =>
      Array.from({ length: 201 }, (_, i) => middle + (i - 100) * 1e-12),
    );
    for (const [index, probability] of seam.entries()) {
      if (index % 201 === 0) continue;
      expect(inverseNormal(probability)).toBeGreaterThan(inverseNormal(seam[index - 1] as number));
    }
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b) => {
          expect(inverseNormal(Math.min(a, b))).toBeLessThanOrEqual(inverseNormal(Math.max(a, b)));
        },
      ),
      { numRuns: runs, seed },
    );
  });

  it("is finite at the ends, where it stands for 2⁻³³", () => {
    for (const end of [0, 1e-300, 2 ** -34]) expect(inverseNormal(end)).toBe(inverseNormal(2 ** -33));
    expect(inverseNormal(1)).toBe(-inverseNormal(0));
    expect(inverseNormal(2 ** -32)).toBeGreaterThan(inverseNormal(0));
  });

  it("refuses what is no probability", () => {
    for (const bad of [-1e-9, 1.0000001, Number.NaN]) expect(() => inverseNormal(bad)).toThrow(RangeError);
  });
});
