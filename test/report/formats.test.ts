import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCsv } from "../../src/report/csv/formatCsv.ts";
import { displayWidth } from "../../src/report/text/displayWidth.ts";
import { formatBatchSize } from "../../src/report/text/formatBatchSize.ts";
import { formatBounds } from "../../src/report/text/formatBounds.ts";
import { formatBusiestReplica } from "../../src/report/text/formatBusiestReplica.ts";
import { formatClock } from "../../src/report/text/formatClock.ts";
import { formatDuration } from "../../src/report/text/formatDuration.ts";
import { formatLatency } from "../../src/report/text/formatLatency.ts";
import { formatNumber } from "../../src/report/text/formatNumber.ts";
import { formatPercent } from "../../src/report/text/formatPercent.ts";
import { roundTo } from "../../src/report/text/roundTo.ts";
import { truncateText } from "../../src/report/text/truncateText.ts";
import { wrapText } from "../../src/report/text/wrapText.ts";
import { parseCsv } from "./parseCsv.ts";

describe("numbers and times", () => {
  it("read as people write them", () => {
    const written: readonly (readonly [actual: string, expected: string])[] = [
      [formatNumber(0), "0"],
      [formatNumber(-0.001), "0"],
      [formatNumber(1234567.891), "1,234,567.89"],
      [formatNumber(-1234.5), "-1,234.5"],
      [formatNumber(0.1 + 0.2), "0.3"],
      [formatNumber(1234567), "1,234,567"],
      [formatNumber(123), "123"],
      [formatNumber(2.345, 1), "2.3"],
      [formatBatchSize(3.14), "3.1"],
      [formatBatchSize(null), "–"],
      [formatBounds({ minReplicas: 4, maxReplicas: 4 }), "4"],
      [formatBounds({ minReplicas: 2, maxReplicas: 8 }), "2–8"],
      [formatBounds(undefined), "–"],
      [formatBusiestReplica(1.124), "×1.12"],
      [formatBusiestReplica(null), "–"],
      [formatPercent(0), "0 %"],
      [formatPercent(0.0001), "<0.01 %"],
      [formatPercent(0.005), "0.01 %"],
      [formatPercent(0.4, 0), "<1 %"],
      [formatPercent(-1), "-1 %"],
      [formatPercent(99.999), "100 %"],
      [formatClock(0), "0:00"],
      [formatClock(59.99), "0:59"],
      [formatClock(3599), "59:59"],
      [formatClock(3600), "1:00:00"],
      [formatClock(36_061), "10:01:01"],
      [formatDuration(0), "0 s"],
      [formatDuration(0.42), "0.4 s"],
      [formatDuration(9.96), "10 s"],
      [formatDuration(10.4), "10 s"],
      [formatDuration(59.4), "59 s"],
      [formatDuration(59.7), "1 min"],
      [formatDuration(3599), "59 min 59 s"],
      [formatDuration(3600), "1 h"],
      [formatDuration(3_600_000), "1,000 h"],
      [formatDuration(200), "3 min 20 s"],
      [formatDuration(3599.6), "1 h"],
      [formatDuration(3900), "1 h 5 min"],
      [formatLatency(null), "–"],
      [formatLatency(0.0042), "4.2 ms"],
      [formatLatency(0.00994), "9.9 ms"],
      [formatLatency(0.00995), "10 ms"],
      [formatLatency(0.9994), "999 ms"],
      [formatLatency(0.9995), "1.00 s"],
      [formatLatency(0.9996), "1.00 s"],
      [formatLatency(9.99), "9.99 s"],
      [formatLatency(9.995), "10.0 s"],
      [formatLatency(99.94), "99.9 s"],
      [formatLatency(99.95), "100 s"],
      [formatLatency(0.085), "85 ms"],
      [formatLatency(9.999), "10.0 s"],
      [formatLatency(31.24), "31.2 s"],
      [formatLatency(123.4), "123 s"],
    ];
    expect(written.map(([actual]) => actual)).toEqual(written.map(([, expected]) => expected));
  });

  it("are rounded, and never below zero by nothing", () => {
    expect([roundTo(1.2345, 2), roundTo(-1.2345, 2), roundTo(15, 0)]).toEqual([1.23, -1.23, 15]);
    expect(Object.is(roundTo(-0.001, 2), 0)).toBe(true);
  });

  it("refuse what is not a number", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => roundTo(value, 2)).toThrow(`Cannot write the number ${value}: it is not finite.`);
      expect(() => formatCsv(["a"], [[value]])).toThrow(RangeError);
    }
  });
});

describe("CSV", () => {
  it("gives back every text to a reader, but for the apostrophe before a formula", () => {
    const cells = fc.array(fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "-", "a", "é") }), {
      minLength: 3,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(cells), (rows) => {
        const [, ...read] = parseCsv(formatCsv(["a", "b", "c"], rows));
        const expected = rows.map((row) => row.map((cell) => (/^[=\-\r]/.test(cell) ? `'${cell}` : cell)));
        expect(read).toEqual(expected);
      }),
    );
  });

  it("never begins a text with what a spreadsheet would run", () => {
    for (const head of ["=", "+", "-", "@", "\t", "\r"]) {
      const [, row] = parseCsv(formatCsv(["a"], [[`${head}1+1`]]));
      expect(row?.[0]?.[0]).toBe("'");
    }
    expect(formatCsv(["a"], [[-1]])).toBe("a\r\n-1\r\n");
  });

  it("writes numbers with at most six decimals, and nothing for what is not there", () => {
    expect(formatCsv(["a", "b"], [[1 / 3, null]])).toBe("a,b\r\n0.333333,\r\n");
  });

  it("quotes a text with a comma, a quotation mark or an end of line, and no other", () => {
    for (const text of ["a,b", "a\nb", "a\rb"]) {
      expect(formatCsv(["a"], [[text]])).toBe(`a\r\n"${text}"\r\n`);
    }
    expect(formatCsv(["a"], [['a"b']])).toBe('a\r\n"a""b"\r\n');
    expect(formatCsv(["a"], [["a b=c"]])).toBe("a\r\na b=c\r\n");
  });

  it("makes spaces of control characters and of marks that turn the direction of text", () => {
    expect(formatCsv(["a"], [["a\u0000b\u001bc\u2028d\u2029e\u202ef\tg"]])).toBe("a\r\na b c d e f\tg\r\n");
  });

  it("refuses a row that does not fit its header", () => {
    expect(() => formatCsv(["a", "b"], [["x"]])).toThrow("A row of 1 cells");
  });
});

describe("text on a terminal", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", " ", "滚", "🚀", "é", "…"), maxLength: 80 });

  it("is wrapped within its width and loses nothing but spaces", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrapText(text, width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });

  it("is truncated within its width", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(displayWidth(truncateText(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});
