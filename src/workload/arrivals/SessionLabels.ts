import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import { SimulationLimitError } from "../../engine/SimulationLimitError.ts";
import { sample } from "../../engine/sample.ts";
import type { SessionSettings } from "../Traffic.ts";

/** More open sessions than this at once are an error: think times are too long for the rate. */
export const maxOpenSessions = 4_000_000;

/**
 * Gives requests to sessions in the order of their arrival: to the open session that has been ready the longest, or
 * to a new one where none is ready. So arrivals keep their rate and burstiness, drawn or replayed; sessions have
 * exactly the turns that were drawn, and between two of their requests lies the think time and a wait for the next
 * arrival that is free. Two draws a request, turns then think time, whether they are needed or not.
 *
 * Open sessions lie in a heap of typed arrays by the time at which they are ready; nothing is created a request.
 */
export class SessionLabels {
  readonly #settings: SessionSettings;
  readonly #random: RandomStream;
  #sessionCount = 0;
  #openCount = 0;
  #readySeconds = new Float64Array(64);
  #session = new Float64Array(64);
  #turnsLeft = new Int32Array(64);

  constructor(settings: SessionSettings, random: RandomStream) {
    this.#settings = settings;
    this.#random = random;
  }

  /** Sessions that have turns left. */
  get openCount(): number {
    return this.#openCount;
  }

  /** The session of a request that arrives now; never called with an earlier time than before. */
  next(nowSeconds: number): number {
    const turns = Math.max(1, Math.round(sample(this.#settings.turns, this.#random)));
    const readySeconds = nowSeconds + sample(this.#settings.thinkSeconds, this.#random);
    if (this.#openCount > 0 && this.#readySeconds[0]! <= nowSeconds) {
      const session = this.#session[0]!;
      const turnsLeft = this.#turnsLeft[0]! - 1;
      if (turnsLeft === 0) {
        this.#openCount -= 1;
        const last = this.#openCount;
        this.#siftDown(this.#readySeconds[last]!, this.#session[last]!, this.#turnsLeft[last]!);
      } else {
        this.#siftDown(readySeconds, session, turnsLeft);
      }
      return session;
    }
    const session = this.#sessionCount;
    this.#sessionCount += 1;
    if (turns > 1) {
      this.#push(readySeconds, session, turns - 1);
    }
    return session;
  }

  /** Ties go to the older session. */
  #isBefore(readySeconds: number, session: number, place: number): boolean {
    const other = this.#readySeconds[place]!;
    return readySeconds < other || (readySeconds === other && session < this.#session[place]!);
  }

  #put(place: number, readySeconds: number, session: number, turnsLeft: number): void {
    this.#readySeconds[place] = readySeconds;
    this.#session[place] = session;
    this.#turnsLeft[place] = turnsLeft;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#readySeconds[from]!, this.#session[from]!, this.#turnsLeft[from]!);
  }

  #push(readySeconds: number, session: number, turnsLeft: number): void {
    if (this.#openCount === this.#session.length) {
      this.#grow();
    }
    let place = this.#openCount;
    this.#openCount += 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(readySeconds, session, parent)) break;
      this.#move(parent, place);
      place = parent;
    }
    this.#put(place, readySeconds, session, turnsLeft);
  }

  /** Puts a session in place of the first one. */
  #siftDown(readySeconds: number, session: number, turnsLeft: number): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#openCount) break;
      const right = child + 1;
      if (
        right < this.#openCount &&
        this.#isBefore(this.#readySeconds[right]!, this.#session[right]!, child)
      ) {
        child = right;
      }
      if (this.#isBefore(readySeconds, session, child)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, readySeconds, session, turnsLeft);
  }

  #grow(): void {
    const length = this.#session.length * 2;
    if (length > maxOpenSessions) {
      throw new SimulationLimitError(
        `more than ${this.#session.length} sessions open at once: expected a lower rate, fewer turns or shorter think times`,
      );
    }
    this.#readySeconds = grownFloats(this.#readySeconds, length);
    this.#session = grownFloats(this.#session, length);
    this.#turnsLeft = grownIntegers(this.#turnsLeft, length);
  }
}
