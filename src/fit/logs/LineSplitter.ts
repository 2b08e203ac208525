import { LogError } from "./LogError.ts";

/** A longer line is none of a log. */
export const mostLineCharacters = 1_000_000;

/** Cuts a text that comes in pieces into lines, without their ends (LF or CRLF). */
export class LineSplitter {
  readonly #take: (text: string, line: number) => void;
  #rest = "";
  #line = 1;

  constructor(take: (text: string, line: number) => void) {
    this.#take = take;
  }

  push(piece: string): void {
    const text = this.#rest === "" ? piece : this.#rest + piece;
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      this.#give(text.slice(from, end));
      from = end + 1;
    }
    this.#rest = text.slice(from);
    this.#check(this.#rest);
  }

  end(): void {
    if (this.#rest !== "") this.#give(this.#rest);
    this.#rest = "";
  }

  #give(text: string): void {
    this.#check(text);
    this.#take(text.endsWith("\r") ? text.slice(0, -1) : text, this.#line);
    this.#line += 1;
  }

  #check(text: string): void {
    if (text.length <= mostLineCharacters) return;
    throw new LogError(
      this.#line,
      1,
      `a line of more than ${mostLineCharacters} characters is none of a log`,
    );
  }
}
