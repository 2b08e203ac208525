import { backoffSeconds, type RouterBackoff } from "./probeTimes.ts";

/** So many of a router's pauses are worked out in advance; requests that wait for long may be tried more often. */
const known = 64;

/** The pauses of a router before its retries (`backoffSeconds`), for a request path that asks for them all the time. */
export class Pauses {
  readonly #backoff: RouterBackoff;
  readonly #seconds: Float64Array;

  constructor(backoff: RouterBackoff) {
    this.#backoff = backoff;
    this.#seconds = Float64Array.from({ length: known }, (_, retry) => backoffSeconds(retry, backoff));
  }

  /** The pause before the nth retry, from 0. */
  at(retry: number): number {
    return retry < known ? (this.#seconds[retry] as number) : backoffSeconds(retry, this.#backoff);
  }
}
