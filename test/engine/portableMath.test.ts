import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exp, ln } from "../../src/engine/portableMath.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";
import { ulpsApart } from "./ulpsApart.ts";

const { runs, seed } = propertyRuns(8000);
const smallestNormal = 2 ** -1022;

describe("ln", () => {
  it("is within 1 ulp of Math.log over all normal numbers", () => {
    fc.assert(
      fc.property(fc.double({ min: smallestNormal, max: Number.MAX_VALUE, noNaN: true }), (x) => {
        expect(ulpsApart(ln(x), Math.log(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs, seed },
    );
  });

  it("is within 1 ulp of Math.log where random streams draw, next to 1 too", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (x) => {
        for (const y of [x / 2 ** 32, 1 - x / 2 ** 32, 1 + x / 2 ** 52, 1 - x / 2 ** 53]) {
          expect(ulpsApart(ln(y), Math.log(y))).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it("is right at every power of two and at the ends of the mantissa's two halves", () => {
    for (let exponent = -1022; exponent <= 1023; exponent++) {
      for (const mantissa of [
        1,
        1 + 2 ** -52,
        Math.SQRT2 - 2 ** -52,
        Math.SQRT2,
        Math.SQRT2 + 2 ** -52,
        2 - 2 ** -52,
      ]) {
        const x = mantissa * 2 ** exponent;
        if (x !== 1) expect(ulpsApart(ln(x), Math.log(x))).toBeLessThanOrEqual(1);
      }
    }
    expect(ln(1)).toBe(0);
    expect(ln(Math.E)).toBe(1);
    expect(ulpsApart(ln(Number.MAX_VALUE), Math.log(Number.MAX_VALUE))).toBeLessThanOrEqual(1);
  });

  it("refuses what has no logarithm here", () => {
    for (const x of [0, -0, -1, smallestNormal / 2, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NaN]) {
      expect(() => ln(x)).toThrow(RangeError);
    }
  });
});

describe("exp", () => {
  it("is within 1 ulp of Math.exp over all numbers whose power is a double", () => {
    fc.assert(
      fc.property(fc.double({ min: -746, max: 709.782712893384, noNaN: true }), (x) => {
        expect(ulpsApart(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: runs, seed },
    );
  });

  it("is within 1 ulp of Math.exp for the logarithms of lognormal samples", () => {
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), (x) => {
        for (const y of [x / 2 ** 28, x / 2 ** 31, x / 2 ** 45]) {
          expect(ulpsApart(exp(y), Math.exp(y))).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: runs, seed },
    );
  });

  it("is right at multiples of ln 2 / 2, where the reduction changes", () => {
    for (let k = -2150; k <= 2047; k++) {
      for (const x of [(k * Math.LN2) / 2, (k * Math.LN2) / 2 + 1e-13, (k * Math.LN2) / 2 - 1e-13]) {
        expect(ulpsApart(exp(x), Math.exp(x))).toBeLessThanOrEqual(1);
      }
    }
  });

  it("is right at its ends", () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(ulpsApart(exp(1), Math.E)).toBeLessThanOrEqual(1);
    expect(ulpsApart(exp(709.782712893384), Math.exp(709.782712893384))).toBeLessThanOrEqual(1);
    expect(exp(709.7827128933841)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(-708.3)).toBeCloseTo(Math.exp(-708.3), 320);
    expect(exp(-745.1332191019411)).toBe(Number.MIN_VALUE);
    for (const x of [-745.1332191019413, -1e9, Number.NEGATIVE_INFINITY]) expect(exp(x)).toBe(0);
    expect(exp(Number.NaN)).toBeNaN();
  });

  it("undoes ln", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(exp(ln(x)) / x - 1)).toBeLessThan(1e-14);
      }),
      { numRuns: 1000, seed },
    );
  });
});
