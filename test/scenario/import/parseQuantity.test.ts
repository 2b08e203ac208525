import { describe, expect, it } from "vitest";
import { parseQuantity } from "../../../src/scenario/import/parseQuantity.ts";

describe("a Kubernetes quantity", () => {
  it.each([
    ["4", 4],
    [4, 4],
    ["500m", 0.5],
    ["0.1", 0.1],
    [".5", 0.5],
    ["2.", 2],
    ["16Gi", 16 * 2 ** 30],
    ["512Mi", 512 * 2 ** 20],
    ["129M", 129e6],
    ["1e3", 1000],
    ["2E", 2e18],
    ["1k", 1000],
    ["-1", -1],
  ])("is read in whole units: %s", (text, amount) => {
    expect(parseQuantity(text)).toBeCloseTo(amount, 6);
  });

  it.each(["", " 4", "4 Gi", "Gi", "1.2.3", "4gi", "1K", "0x10", "1e", "NaN", "toString", "1".repeat(30)])(
    "is refused where it is none: %j",
    (text) => {
      expect(parseQuantity(text)).toBeNull();
    },
  );

  it("is refused where it is no finite number", () => {
    expect(parseQuantity(Number.POSITIVE_INFINITY)).toBeNull();
  });
});
