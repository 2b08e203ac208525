import type { EventLoop, Timer } from "../../engine/EventLoop.ts";
import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

/** Questions for queue lengths that nobody waits for: their answers come one after another, in the order of asking. */
export class SideQuestions {
  readonly #loop: EventLoop;
  readonly #timer: Timer;
  readonly #onAnswer: (replica: number) => void;
  /** A ring. */
  #replicas = new Int32Array(16);
  #dueSeconds = new Float64Array(16);
  #first = 0;
  #lastSeconds = 0;
  #count = 0;

  constructor(options: {
    readonly loop: EventLoop;
    readonly rank: number;
    readonly onAnswer: (replica: number) => void;
  }) {
    this.#loop = options.loop;
    this.#onAnswer = options.onAnswer;
    this.#timer = options.loop.createTimer(
      options.loop.addHandler(() => this.deliver()),
      0,
      options.rank,
    );
  }

  /** The answer comes then, or with that to the question before. */
  ask(replica: number, earliestSeconds: number): void {
    const answerSeconds = Math.max(this.#lastSeconds, earliestSeconds);
    this.#lastSeconds = answerSeconds;
    if (this.#count === this.#replicas.length) this.#grow();
    const place = (this.#first + this.#count) % this.#replicas.length;
    this.#replicas[place] = replica;
    this.#dueSeconds[place] = answerSeconds;
    if (this.#count++ === 0) this.#loop.setTimer(this.#timer, answerSeconds);
  }

  stop(): void {
    this.#loop.releaseTimer(this.#timer);
    this.#count = 0;
  }

  /** Hands over the answers that are there by now. */
  deliver(): void {
    while (this.#count > 0 && (this.#dueSeconds[this.#first] as number) <= this.#loop.nowSeconds) {
      const replica = this.#replicas[this.#first] as number;
      this.#first = (this.#first + 1) % this.#replicas.length;
      this.#count--;
      this.#onAnswer(replica);
    }
    if (this.#count === 0) this.#loop.cancelTimer(this.#timer);
    else this.#loop.setTimer(this.#timer, this.#dueSeconds[this.#first] as number);
  }

  /** Unrolls the ring into columns of twice the length. */
  #grow(): void {
    const before = this.#replicas.length;
    const replicas = grownIntegers(this.#replicas.subarray(this.#first), 2 * before);
    replicas.set(this.#replicas.subarray(0, this.#first), before - this.#first);
    const dueSeconds = grownFloats(this.#dueSeconds.subarray(this.#first), 2 * before);
    dueSeconds.set(this.#dueSeconds.subarray(0, this.#first), before - this.#first);
    this.#replicas = replicas;
    this.#dueSeconds = dueSeconds;
    this.#first = 0;
  }
}
