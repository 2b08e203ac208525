import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatTrace } from "../../../src/workload/traces/formatTrace.ts";
import { maxTraceRequests, parseTrace, traceHeader } from "../../../src/workload/traces/parseTrace.ts";
import { TraceError } from "../../../src/workload/traces/TraceError.ts";

function errorOf(text: string): TraceError {
  try {
    parseTrace(text);
  } catch (error) {
    if (error instanceof TraceError) {
      return error;
    }
    throw error;
  }
  throw new Error("was not refused");
}

const requestRows = fc.array(
  fc.record({
    gapSeconds: fc.oneof(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e-9, noNaN: true }),
      fc.nat({ max: 36_000_000 }).map((ticks) => ticks / 10_000),
    ),
    input: fc.oneof(fc.nat(20_000), fc.maxSafeNat()),
    output: fc.nat(2_000),
  }),
  { minLength: 1, maxLength: 60 },
);

const commentText = fc.string({ maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, " "));

describe("parseTrace", () => {
  it("reads back every trace that formatTrace prints, to the last bit, with either line end and without the last one", () => {
    fc.assert(
      fc.property(
        requestRows,
        fc.array(commentText, { maxLength: 3 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        (rows, comments, lineEnd, endsInLineEnd) => {
          let seconds = 0;
          const trace = {
            arrivalSeconds: Float64Array.from(rows, (row) => {
              seconds += row.gapSeconds;
              return seconds;
            }),
            inputTokens: Float64Array.from(rows, (row) => row.input),
            outputTokens: Float64Array.from(rows, (row) => row.output),
          };
          const printed = formatTrace(trace, comments).replaceAll("\n", lineEnd);
          const text = endsInLineEnd ? printed : printed.slice(0, -lineEnd.length);
          expect(parseTrace(text)).toEqual(trace);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reads decimals as JavaScript does, however long", () => {
    for (const decimal of ["0.1", "0.30000000000000004", "123456789.123456789", "1e-7", "2.5E+2", "00.50"]) {
      expect(parseTrace(`${traceHeader}\n${decimal},1,1`).arrivalSeconds[0]).toBe(Number(decimal));
    }
  });

  it("skips comment lines wherever they stand, and a byte order mark", () => {
    const text = `\uFEFF# a\n#\n${traceHeader}\n# b\n0,1,2\n# c\n0,3,4\n# d`;
    expect(parseTrace(text)).toEqual({
      arrivalSeconds: Float64Array.of(0, 0),
      inputTokens: Float64Array.of(1, 3),
      outputTokens: Float64Array.of(2, 4),
    });
  });

  const malformed: readonly [what: string, text: string, place: string, problem: RegExp][] = [
    ["an empty file", "", "1:1", /empty/],
    ["a file of comments", "# a\n# b\n", "3:1", /empty/],
    ["a header alone", `${traceHeader}\n`, "2:1", /no requests/],
    [
      "another header",
      "time,in,out\n0,1,2\n",
      "1:1",
      /^found another text; expected the header "arrival_s,input_tokens,output_tokens"$/,
    ],
    ["a missing header", "# a\n0,1,2\n", "2:1", /expected the header/],
    ["a header with more columns", `${traceHeader},user\n0,1,2,3\n`, "1:1", /expected the header/],
    [
      "a word for a number",
      `${traceHeader}\n0,1,2\n1,many,2\n`,
      "3:3",
      /input_tokens must be a number.*many/,
    ],
    ["NaN", `${traceHeader}\nNaN,1,2\n`, "2:1", /arrival_s must be a number/],
    ["Infinity", `${traceHeader}\nInfinity,1,2\n`, "2:1", /arrival_s must be a number/],
    ["a number beyond all doubles", `${traceHeader}\n1e999,1,2\n`, "2:1", /too large/],
    ["a bare decimal point", `${traceHeader}\n.5,1,2\n`, "2:1", /must be a number/],
    ["a decimal point without decimals", `${traceHeader}\n5.,1,2\n`, "2:1", /must be a number/],
    ["two decimal points", `${traceHeader}\n1.2.3,1,2\n`, "2:1", /must be a number/],
    ["a hexadecimal number", `${traceHeader}\n0x1f,1,2\n`, "2:1", /must be a number/],
    ["a space before a number", `${traceHeader}\n0, 1,2\n`, "2:3", /must be a number/],
    ["a space after a number", `${traceHeader}\n0,1,2 \n`, "2:5", /must be a number/],
    ["a negative arrival", `${traceHeader}\n-1,1,2\n`, "2:1", /must not be negative/],
    ["negative tokens", `${traceHeader}\n0.25,1,-2\n`, "2:8", /output_tokens must not be negative/],
    ["a plus sign", `${traceHeader}\n+1,1,2\n`, "2:1", /without a sign/],
    ["a fraction of a token", `${traceHeader}\n0,1.5,2\n`, "2:3", /whole number/],
    ["more tokens than can be counted", `${traceHeader}\n0,1,9007199254740993\n`, "2:5", /whole number/],
    ["descending arrivals", `# a\n${traceHeader}\n1,1,2\n0.5,1,2\n`, "4:1", /ascend.*0\.5 comes after 1/],
    ["a missing column", `${traceHeader}\n0,1\n`, "2:4", /output_tokens is missing/],
    ["an empty column", `${traceHeader}\n0,,2\n`, "2:3", /input_tokens is missing/],
    ["a further column", `${traceHeader}\n0,1,2,3\n`, "2:6", /end of the line after three columns/],
    ["a blank line", `${traceHeader}\n0,1,2\n\n1,1,2\n`, "3:1", /arrival_s is missing/],
    ["quotes", `${traceHeader}\n0,"1",2\n`, "2:3", /quotes are not allowed/],
    ["a lone carriage return", `${traceHeader}\n0,1,2\r1,1,2\n`, "2:7", /end of the line/],
  ];

  it.each(malformed)("refuses %s, telling line, column and what is right", (_what, text, place, problem) => {
    const error = errorOf(text);
    expect(`${error.line}:${error.column}`).toBe(place);
    expect(error.problem).toMatch(problem);
    expect(error.message).toBe(`${place}: ${error.problem}`);
  });

  it("gives the same places with CRLF", () => {
    const crlf = (text: string) => text.replaceAll("\n", "\r\n");
    expect(errorOf(crlf(`${traceHeader}\n0,1,2\n1,many,2\n`)).message).toMatch(/^3:3: /);
    expect(errorOf(crlf(`${traceHeader}\n0,1\n`)).message).toMatch(/^2:4: /);
  });

  it("never reads what is not numbers in three columns: a changed character is refused or read as a number", () => {
    const text = `${traceHeader}\n0.5,10,20\n1.5,11,21\n`;
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        (at, replacement) => {
          const changed = text.slice(0, at) + replacement + text.slice(at + 1);
          try {
            const trace = parseTrace(changed);
            for (const column of [trace.arrivalSeconds, trace.inputTokens, trace.outputTokens]) {
              expect(column.length).toBe(trace.arrivalSeconds.length);
              expect(column.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(TraceError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("refuses a trace of more than five million requests, and reads 220,000 in well under a second", () => {
    const tooMany = `${traceHeader}\n${"0,1,2\n".repeat(maxTraceRequests + 1)}`;
    expect(errorOf(tooMany).message).toMatch(/^5000002:1: more than 5000000 requests/);
    const many = `${traceHeader}\n${"1234.5678,1021,129\n".repeat(220_000)}`;
    const startMilliseconds = performance.now();
    expect(parseTrace(many).arrivalSeconds.length).toBe(220_000);
    expect(performance.now() - startMilliseconds).toBeLessThan(1_000);
  });
});
