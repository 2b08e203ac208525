import type { RequestTrace } from "../Traffic.ts";
import { TraceError } from "./TraceError.ts";

/** The first line of a trace that is not a comment. */
export const traceHeader = "arrival_s,input_tokens,output_tokens";

/** A trace with more requests than this is refused: it would not fit beside a simulation. */
export const maxTraceRequests = 5_000_000;

const columnNames = ["arrival_s", "input_tokens", "output_tokens"] as const;

const newline = 10;
const carriageReturn = 13;
const quote = 34;
const hash = 35;
const plus = 43;
const comma = 44;
const minus = 45;
const dot = 46;
const zero = 48;
const nine = 57;
const byteOrderMark = 0xfeff;

/** Below this many digits a decimal is a whole number and a power of ten that doubles hold exactly. */
const exactDigits = 15;
const powersOfTen = Array.from({ length: exactDigits + 1 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads a request trace: CSV with the header `arrival_s,input_tokens,output_tokens`, one request a line, arrivals
 * in seconds (ascending, not negative), sizes in whole tokens. Lines that begin with `#` are comments. Lines may
 * end in LF or CRLF, the last one in nothing; a byte order mark at the start is skipped.
 *
 * @throws {TraceError} with line and column for anything else: blank lines, quotes, spaces, missing or further
 * columns, no requests at all, more than `maxTraceRequests`.
 */
export function parseTrace(text: string): RequestTrace {
  return new TraceReader(text).read();
}

/** Reads characters by their codes: a trace of 220,000 requests takes a few hundredths of a second. */
class TraceReader {
  readonly #text: string;
  /** Of the character that comes next. */
  #position: number;
  #line = 1;
  #lineStart: number;

  constructor(text: string) {
    this.#text = text;
    this.#position = text.charCodeAt(0) === byteOrderMark ? 1 : 0;
    this.#lineStart = this.#position;
  }

  read(): RequestTrace {
    this.#skipComments();
    this.#readHeader();
    const capacity = Math.min(this.#countRemainingLines(), maxTraceRequests);
    const arrivalSeconds = new Float64Array(capacity);
    const inputTokens = new Float64Array(capacity);
    const outputTokens = new Float64Array(capacity);
    let count = 0;
    let previousSeconds = 0;
    for (this.#skipComments(); this.#position < this.#text.length; this.#skipComments()) {
      const start = this.#position;
      if (count === maxTraceRequests) {
        this.#fail(start, `more than ${maxTraceRequests} requests, the most that a trace may hold`);
      }
      const seconds = this.#readNumber(0);
      if (seconds < previousSeconds) {
        this.#fail(start, `arrivals must ascend, but ${seconds} comes after ${previousSeconds}`);
      }
      this.#readComma(1);
      const input = this.#readTokens(1);
      this.#readComma(2);
      const output = this.#readTokens(2);
      this.#readLineEnd();
      arrivalSeconds[count] = seconds;
      inputTokens[count] = input;
      outputTokens[count] = output;
      previousSeconds = seconds;
      count += 1;
    }
    if (count === 0) {
      this.#fail(this.#position, "no requests: expected at least one line after the header");
    }
    return {
      arrivalSeconds: arrivalSeconds.slice(0, count),
      inputTokens: inputTokens.slice(0, count),
      outputTokens: outputTokens.slice(0, count),
    };
  }

  #skipComments(): void {
    while (this.#text.charCodeAt(this.#position) === hash) {
      const end = this.#text.indexOf("\n", this.#position);
      if (end < 0) {
        this.#position = this.#text.length;
        return;
      }
      this.#startLine(end + 1);
    }
  }

  #readHeader(): void {
    if (this.#position >= this.#text.length) {
      this.#fail(this.#position, `empty: expected the header "${traceHeader}"`);
    }
    const newlineAt = this.#text.indexOf("\n", this.#position);
    const end = newlineAt < 0 ? this.#text.length : newlineAt;
    const found = this.#text.slice(this.#position, end).replace(/\r$/, "");
    if (found !== traceHeader) {
      // What is no trace may be any file: nothing of it is quoted.
      this.#fail(this.#position, `found another text; expected the header "${traceHeader}"`);
    }
    if (newlineAt < 0) {
      this.#position = end;
    } else {
      this.#startLine(end + 1);
    }
  }

  #countRemainingLines(): number {
    let lines = 1;
    for (let at = this.#text.indexOf("\n", this.#position); at >= 0; at = this.#text.indexOf("\n", at + 1)) {
      lines += 1;
    }
    return lines;
  }

  #readTokens(column: 1 | 2): number {
    const start = this.#position;
    const value = this.#readNumber(column);
    if (!Number.isSafeInteger(value)) {
      this.#fail(
        start,
        `${columnNames[column]} must be a whole number, found "${shorten(this.#field(start))}"`,
      );
    }
    return value;
  }

  /** A decimal as JSON writes it, without a sign. */
  #readNumber(column: 0 | 1 | 2): number {
    const text = this.#text;
    const start = this.#position;
    let at = start;
    let whole = 0;
    let code = text.charCodeAt(at);
    while (code >= zero && code <= nine) {
      whole = whole * 10 + (code - zero);
      at += 1;
      code = text.charCodeAt(at);
    }
    let digits = at - start;
    let decimals = 0;
    if (digits > 0 && code === dot) {
      at += 1;
      const firstDecimal = at;
      code = text.charCodeAt(at);
      while (code >= zero && code <= nine) {
        whole = whole * 10 + (code - zero);
        at += 1;
        code = text.charCodeAt(at);
      }
      decimals = at - firstDecimal;
      digits = decimals === 0 ? 0 : digits + decimals;
    }
    const ended = code === comma || code === newline || code === carriageReturn || at === text.length;
    if (digits > 0 && digits <= exactDigits && ended) {
      this.#position = at;
      return decimals === 0 ? whole : whole / powersOfTen[decimals]!;
    }
    return this.#readUnusualNumber(start, column);
  }

  /** Long mantissas and exponents are correct but slow; everything else is refused with its reason. */
  #readUnusualNumber(start: number, column: 0 | 1 | 2): number {
    const field = this.#field(start);
    const name = columnNames[column];
    const shown = shorten(field);
    if (/^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(field)) {
      const value = Number(field);
      if (!Number.isFinite(value)) {
        this.#fail(start, `${name} is too large: "${shown}"`);
      }
      this.#position = start + field.length;
      return value;
    }
    const first = field.charCodeAt(0);
    if (field === "") {
      this.#fail(start, `${name} is missing: expected ${traceHeader}`);
    }
    if (field.includes('"')) {
      this.#fail(start + field.indexOf('"'), "quotes are not allowed: write bare numbers");
    }
    if (first === minus) {
      this.#fail(start, `${name} must not be negative, found "${shown}"`);
    }
    if (first === plus) {
      this.#fail(start, `${name} must be written without a sign, found "${shown}"`);
    }
    return this.#fail(start, `${name} must be a number, found "${shown}"`);
  }

  #readComma(nextColumn: 1 | 2): void {
    if (this.#text.charCodeAt(this.#position) !== comma) {
      this.#fail(this.#position, `${columnNames[nextColumn]} is missing: expected ${traceHeader}`);
    }
    this.#position += 1;
  }

  #readLineEnd(): void {
    const text = this.#text;
    if (text.charCodeAt(this.#position) === carriageReturn) {
      this.#position += 1;
    }
    if (this.#position === text.length) {
      return;
    }
    const code = text.charCodeAt(this.#position);
    if (code === newline) {
      this.#startLine(this.#position + 1);
      return;
    }
    const problem =
      code === quote ? "quotes are not allowed: write bare numbers" : "expected the end of the line";
    this.#fail(this.#position, `${problem} after three columns`);
  }

  #startLine(position: number): void {
    this.#position = position;
    this.#lineStart = position;
    this.#line += 1;
  }

  /** The text from `start` to the next comma or line end. */
  #field(start: number): string {
    let end = start;
    while (end < this.#text.length && !",\r\n".includes(this.#text[end]!)) {
      end += 1;
    }
    return this.#text.slice(start, end);
  }

  #fail(position: number, problem: string): never {
    throw new TraceError(this.#line, position - this.#lineStart + 1, problem);
  }
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
