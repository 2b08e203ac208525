import { describe, expect, it } from "vitest";
import { inlineTable } from "../../../src/report/charts/inlineTable.ts";

describe("the data of a chart", () => {
  it("are lines of numbers with at most four decimals and of words, each column with its type", () => {
    const { values, format } = inlineTable({ minute: [0, 1 / 3], label: ["a,b", null], none: [null, null] });
    expect(values).toBe('minute,label,none\n0,"a,b",\n0.3333,,\n');
    expect(format).toEqual({ type: "csv", parse: { minute: "number", label: "string", none: "number" } });
  });

  it("may be no row and no column", () => {
    expect(inlineTable({ minute: [] }).values).toBe("minute\n");
    expect(inlineTable({}).format.parse).toEqual({});
  });

  it("are refused where a column is shorter than the first", () => {
    expect(() => inlineTable({ minute: [0, 1], level: [5] })).toThrow("The column level ends before row 1.");
  });
});
