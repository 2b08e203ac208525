import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import { KeyedDraws } from "../arrivals/KeyedDraws.ts";
import type { ClosedLoop } from "./Client.ts";

/** More users than this are refused. */
export const maxUsers = 1_000_000;

/**
 * The users of a closed loop: who thinks, until when, and who waits for an answer. Whoever drives them sets a timer to
 * `nextSeconds`, takes the user that is due with `send`, and tells of the outcome with `answered`; in between, the user
 * sends nothing. A user's n-th think time is the same whenever and in whatever order answers come.
 *
 * Those who think lie in a heap of typed arrays by the time at which they send; nothing is created a request.
 */
export class ClosedLoopUsers {
  readonly #thinkSeconds: ClosedLoop["thinkSeconds"];
  readonly #draws: KeyedDraws;
  readonly #drawn: RandomStream;
  #draw = 0;
  /** By user. */
  readonly #sendSeconds: Float64Array;
  readonly #thinks: Uint32Array;
  readonly #isWaiting: Uint8Array;
  readonly #heap: Int32Array;
  #thinkingCount = 0;

  /**
   * All users join from `startSeconds` on. Takes one draw.
   *
   * @throws {RangeError} unless `users` is a whole number from 1 to `maxUsers` and the ramp-up is not negative.
   */
  constructor(closedLoop: ClosedLoop, startSeconds: number, random: RandomStream) {
    const { users, thinkSeconds, rampUpSeconds } = closedLoop;
    if (!(Number.isInteger(users) && users >= 1 && users <= maxUsers)) {
      throw new RangeError(`${users} users; expected a whole number from 1 to ${maxUsers}`);
    }
    if (!(rampUpSeconds >= 0 && Number.isFinite(rampUpSeconds))) {
      throw new RangeError(`users who join over ${rampUpSeconds} s; expected a number from 0`);
    }
    this.#thinkSeconds = thinkSeconds;
    this.#draws = new KeyedDraws(random);
    this.#drawn = () => this.#draw;
    this.#sendSeconds = new Float64Array(users);
    this.#thinks = new Uint32Array(users);
    this.#isWaiting = new Uint8Array(users);
    this.#heap = new Int32Array(users);
    for (let user = 0; user < users; user += 1) {
      this.#think(user, startSeconds + (user / users) * rampUpSeconds);
    }
  }

  /** Users who wait for an answer. */
  get waitingCount(): number {
    return this.#heap.length - this.#thinkingCount;
  }

  /** When the next user sends; Infinity while all wait for answers. */
  get nextSeconds(): number {
    return this.#thinkingCount === 0 ? Number.POSITIVE_INFINITY : this.#sendSeconds[this.#heap[0]!]!;
  }

  /** The user who sends at `nextSeconds`; it waits from now on. Only while there is one. */
  send(): number {
    if (this.#thinkingCount === 0) {
      throw new Error("every user waits for an answer");
    }
    const user = this.#heap[0]!;
    this.#isWaiting[user] = 1;
    this.#thinkingCount -= 1;
    this.#siftDown(this.#heap[this.#thinkingCount]!);
    return user;
  }

  /** What became of the user's request (an answer, an error, no more retries): the user thinks, then sends again. */
  answered(user: number, nowSeconds: number): void {
    if (this.#isWaiting[user] !== 1) {
      throw new Error(`user ${user} did not wait for an answer`);
    }
    this.#isWaiting[user] = 0;
    this.#think(user, nowSeconds);
  }

  #think(user: number, nowSeconds: number): void {
    const thinks = this.#thinks[user]!;
    this.#draw = this.#draws.at(user, thinks);
    this.#thinks[user] = thinks + 1;
    this.#sendSeconds[user] = nowSeconds + sample(this.#thinkSeconds, this.#drawn);
    let place = this.#thinkingCount;
    this.#thinkingCount += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(user, this.#heap[parent]!)) break;
      this.#heap[place] = this.#heap[parent]!;
      place = parent;
    }
    this.#heap[place] = user;
  }

  /** Of users who send at the same moment, the lower number first. */
  #isBefore(user: number, other: number): boolean {
    const difference = this.#sendSeconds[user]! - this.#sendSeconds[other]!;
    return difference < 0 || (difference === 0 && user < other);
  }

  #siftDown(user: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#thinkingCount) break;
      const right = child + 1;
      if (right < this.#thinkingCount && this.#isBefore(this.#heap[right]!, this.#heap[child]!))
        child = right;
      if (this.#isBefore(user, this.#heap[child]!)) break;
      this.#heap[place] = this.#heap[child]!;
      place = child;
    }
    this.#heap[place] = user;
  }
}
